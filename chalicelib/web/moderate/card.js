/*
 * One comment with all that a decision needs: who wrote it where and to whom, what the checks and the readers had to say, what the author did before.
 */

import { allowed } from './actions.js';
import { button, link, make } from './dom.js';
import { addressOf } from './filters.js';
import { ago, has, language, moment, number, t } from './i18n.js';

const MOST_LINES = 14;
const MOST_LETTERS = 1400;
const HARMLESS = new Set(['everything_waits', 'author_is_new']); // the site's mode holds it, nothing that it says

/**
 * Make the article of a comment; `does` has what its controls call: `decide(comment, action)`, `edit(comment)`, `details(comment)`, and `select(comment, isSelected)` where
 * comments can be selected; `prefix` keeps ids apart where a comment is shown twice.
 */
export function card(comment, does) {
  const name = nameOf(comment);
  const heading = make('h2', { id: `${does.prefix}by-${comment.id}` }, name);
  return make('article', { id: `${does.prefix}${comment.id}`, tabindex: '-1', class: 'card', 'aria-labelledby': heading.id },
    make('div', { class: 'card-head' }, does.select && selector(comment, name, does), make('div', { class: 'card-who' }, heading, ...signature(comment))),
    make('p', { class: 'card-page' }, link(comment.page_url, comment.page_title ?? comment.page)),
    answered(comment),
    body(comment),
    signs(comment, leading(comment.author)),
    make('div', { class: 'row actions' }, decisions(comment, name, does), make('span', { class: 'spread' }),
      comment.status !== 'deleted' && doing('card.edit', 'e', () => does.edit(comment), name),
      does.details && doing('card.details', 'Enter', () => does.details(comment), name)));
}

/** Answer how a comment is called where it is spoken of. */
export const nameOf = ({ author }) => author?.name ?? t('card.nobody');

function selector(comment, name, { select }) {
  return make('input', { type: 'checkbox', class: 'select', 'aria-label': t('card.select', { name }), on: { change: ({ target }) => select(comment, target.checked) } });
}

function signature({ author, status, created_at, edited_at, deleted_at, withdrawn_at, is_pinned }) {
  return [
    author.badge && make('span', { class: 'badge' }, has(`badges.${author.badge}`) ? t(`badges.${author.badge}`) : author.badge),
    author.is_signed_in && make('span', { class: 'badge' }, t('card.signed_in')),
    author.is_trusted && make('span', { class: 'badge' }, t('card.trusted')),
    make('time', { class: 'faint', datetime: created_at, title: moment(created_at) }, ago(created_at)),
    status !== 'pending' && make('span', { class: `badge ${status}` }, t(`status.${status}`)),
    is_pinned && make('span', { class: 'badge' }, t('card.pinned')),
    edited_at && make('span', { class: 'faint', title: moment(edited_at) }, t('card.edited')),
    withdrawn_at ? make('span', { class: 'faint', title: moment(withdrawn_at) }, t('card.withdrawn')) : deleted_at && make('span', { class: 'faint' }, t('card.deleted_at', { at: ago(deleted_at) })),
  ];
}

function answered({ parent, answers }) {
  if (!parent) return null;
  if (!answers) return make('p', { class: 'faint' }, t('card.reply'));
  const is = answers.status === 'approved' ? '' : ` (${t(`status.${answers.status}`)})`;
  return make('blockquote', {}, make('p', { class: 'faint' }, t('card.reply_to', { name: (answers.name ?? t('card.nobody')) + is })), make('p', { dir: 'auto' }, answers.excerpt));
}

function body({ body: text }) {
  const shown = make('p', { class: 'body', dir: 'auto' }, text ?? t('card.erased'));
  if (!text || (text.length <= MOST_LETTERS && text.split('\n').length <= MOST_LINES)) return shown;
  shown.classList.add('cut');
  const whole = button(t('card.whole'), () => {
    shown.classList.remove('cut');
    whole.remove();
  }, { class: 'quiet' });
  return [shown, whole];
}

/** Answer the author's history as what leads to all that they left, where anybody can tell what that is. */
function leading(author) {
  const text = historyText(author);
  return author.id ? make('a', { href: addressOf({ author: author.id }), title: t('details.of_author'), 'aria-keyshortcuts': 'c' }, text) : text;
}

/** Answer what speaks for and against a comment, each on a line of its own. */
export function signs({ checks, flags, author }, history = historyText(author)) {
  const lines = [
    ...checks.map(({ check, verdict, reason }) => sign(HARMLESS.has(check) ? '' : verdict, t(`verdict.${verdict}`), ...checkParts(check, reason))),
    flags.count > 0 && sign('flagged', t('card.flags'), flagText(flags)),
    sign('', t('card.author'), history, author.email && ` · ${author.email}`),
    author.url && sign('', t('card.website'), author.url),
    author.note && sign('noted', t('card.note'), author.note),
  ];
  return make('dl', { class: 'signs' }, lines);
}

function sign(kind, label, ...text) {
  return make('div', { class: kind }, make('dt', {}, label), make('dd', { dir: 'auto' }, text));
}

/** The service gives its reasons in English; who reads another language is told first which check it was. */
function checkParts(check, reason) {
  if (language === 'en') return [reason];
  const named = has(`checks.${check}`) ? t(`checks.${check}`) : check.replaceAll('_', ' ');
  return [`${named} · `, make('span', { lang: 'en' }, reason)];
}

export function flagText({ count, reasons }) {
  const named = Object.entries(reasons).map(([reason, times]) => `${reasonText(reason)} ${number(times)}`);
  return [t('card.flag_count', { count }), named.join(', ')].filter(Boolean).join(': ');
}

export const reasonText = (reason) => (has(`reasons.${reason}`) ? t(`reasons.${reason}`) : reason);

export function historyText({ id, history }) {
  if (!id) return t('card.no_email');
  const told = Object.entries(history).filter(([, count]) => count > 0).map(([status, count]) => t(`history.${status}`, { count }));
  return told.join(', ') || t('card.no_history');
}

function decisions(comment, name, { decide }) {
  return allowed(comment).map(({ name: action, key, style = '' }) =>
    doing(action === 'approve' && comment.status === 'approved' ? 'actions.keep' : `actions.${action}`, key, () => decide(comment, action), name, style));
}

function doing(label, key, run, name, style = 'quiet') {
  return button([t(label), make('kbd', { 'aria-hidden': 'true' }, key === 'Enter' ? '↵' : key)], run, {
    class: style, 'aria-label': `${t(label)}: ${t('card.by', { name })}`, 'aria-keyshortcuts': key,
  });
}
