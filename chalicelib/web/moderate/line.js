/*
 * One line of the log, in words: who did what to what, what changed by it, and what was said about it.
 */

import { button, make } from './dom.js';
import { pageAddress } from './entries.js';
import { has, moment, number, t } from './i18n.js';
import { peek } from './peek.js';

const SAID = ['kind', 'name'];

/** Answer who did it: a moderator's name, or what acts without one. */
export const whoOf = ({ by, by_name }) => (by_name && by_name !== by ? by_name : has(`log.who.${by}`) ? t(`log.who.${by}`) : by_name ?? by);

export const whatOf = ({ action }) => (has(`log.${action}`) ? t(`log.${action}`) : action.replaceAll('_', ' '));

/** Answer all that can be looked for in a line, beside who and what. */
export const textOf = ({ comment, subject, reason, note, before, after }) => [comment, subject, reason, note, JSON.stringify(before), JSON.stringify(after)];

/** Make the line. */
export function line(one) {
  const { at, reason, note } = one;
  return make('li', {},
    make('time', { class: 'faint', datetime: at }, moment(at)),
    make('div', {},
      make('p', {}, make('strong', { dir: 'auto' }, whoOf(one)), ' ', whatOf(one), ' ', about(one), status(one)),
      changes(one),
      (reason || note) && make('p', { class: 'said', dir: 'auto' }, [reason, note].filter(Boolean).join(': '))));
}

function about({ action, comment, subject, before, after }) {
  if (comment) return button(t('log.comment'), () => peek(comment), { class: 'as-link' });
  if (action === 'page') return make('a', { href: pageAddress(subject), dir: 'auto' }, subject);
  if (action === 'author') return make('a', { href: `#authors?${new URLSearchParams({ author: subject })}` }, t('log.this_author'));
  const { name, kind } = after ?? before ?? {};
  if (action.startsWith('token_')) return make('span', { dir: 'auto' }, name ?? subject);
  return kind && (has(`block.kind.${kind}`) ? t(`block.kind.${kind}`) : kind);
}

function status({ before, after }) {
  if (typeof after !== 'string' || before === after) return null;
  return [' ', make('span', { class: 'faint' }, before ? `${statusText(before)} → ${statusText(after)}` : statusText(after))];
}

const statusText = (status) => (has(`status.${status}`) ? t(`status.${status}`) : status);

/** Make the list of what became of what, by names: of settings, pages, authors, blocks and tokens. What the line says already is left out. */
function changes({ before, after, reason }) {
  const isSaid = (name) => SAID.includes(name) || (name === 'reason' && after?.reason === reason);
  const names = [...new Set([before, after].flatMap((one) => (one && typeof one === 'object' ? Object.keys(one) : [])))]
    .filter((name) => !isSaid(name) && value(before?.[name]) !== value(after?.[name]));
  if (!names.length) return null;
  return make('dl', { class: 'changes' }, names.map((name) => make('div', {}, make('dt', {}, named(name)), make('dd', { dir: 'auto' }, change(before?.[name], after?.[name])))));
}

const named = (name) => [`field.${name}`, `setting.${name}`].filter(has).map((one) => t(one))[0] ?? name.replaceAll('_', ' ');

function change(was, is) {
  const before = isNothing(was) ? null : make('del', {}, value(was));
  return isNothing(is) && before ? before : [before, before && ' → ', make('ins', {}, value(is))].filter(Boolean);
}

const isNothing = (one) => one === null || one === undefined || one === '' || one === false || (Array.isArray(one) && !one.length);

export function value(one) {
  if (typeof one === 'boolean') return t(one ? 'log.yes' : 'log.no');
  if (isNothing(one)) return t('log.nothing');
  if (typeof one === 'number') return number(one);
  if (typeof one === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(one) ? moment(one) : one;
  if (Array.isArray(one)) return one.map(value).join(', ');
  return JSON.stringify(one);
}
