/*
 * What was done with a comment, step by step, and what readers said against it.
 */

import { make } from './dom.js';
import { ago, has, moment, t } from './i18n.js';
import { reasonText } from './card.js';

/** Make the list of steps. */
export function steps(history) {
  if (!history.length) return make('p', { class: 'faint' }, t('history.none'));
  return make('ol', { class: 'steps' }, history.map((step) => make('li', {}, head(step), said(step), step.body !== null && before(step.body))));
}

/** Make the list of readers' flags with their notes. */
export function flags(given) {
  return make('ol', { class: 'steps' }, given.map(({ reason, note, created_at }) =>
    make('li', {}, make('p', {}, make('strong', {}, reasonText(reason)), ' ', time(created_at)), note && make('p', { class: 'body', dir: 'auto' }, note))));
}

function head({ by, by_name, action, before: was, after, at }) {
  const who = by_name ?? (has(`by.${by}`) ? t(`by.${by}`) : by);
  const what = has(`steps.${action}`) ? t(`steps.${action}`) : action;
  return make('p', {}, make('strong', {}, what), ` ${who} `, was !== after && after && make('span', { class: 'faint' }, `${statusText(was)} → ${statusText(after)} `), time(at));
}

const statusText = (status) => (has(`status.${status}`) ? t(`status.${status}`) : status ?? '');

function said({ reason, note }) {
  const text = [reason, note].filter(Boolean).join(': ');
  return text && make('p', { dir: 'auto' }, text);
}

function before(text) {
  return make('details', {}, make('summary', {}, t('history.before')), make('p', { class: 'body', dir: 'auto' }, text));
}

const time = (at) => make('time', { class: 'faint', datetime: at, title: moment(at) }, ago(at));
