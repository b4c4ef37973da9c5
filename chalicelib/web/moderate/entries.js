/*
 * What lists and panels are made of.
 */

import { call, get } from './api.js';
import { make } from './dom.js';
import { ago, moment, number, t } from './i18n.js';

const COUNTS = { views: 'view_count', comments: 'comment_count' };
const MOST = 8;

/** Make a panel; `hint` stands beside its title. */
export function panel(title, hint, ...content) {
  return make('section', { class: 'panel' }, make('div', { class: 'panel-head' }, make('h2', {}, title), hint), content);
}

/** Make one of a list: a heading with badges, what is said of it, and what can be done with it. */
export function entry(id, heading, badges, said, ...doing) {
  return make('li', { data: { id } }, make('div', { class: 'entry-head' }, make('h2', { dir: 'auto' }, heading), badges), said, make('div', { class: 'row' }, doing));
}

/** Answer one of a list that is there. */
export const entryOf = (list, id) => list.querySelector(`[data-id="${id}"]`);

export const made = (at) => make('time', { datetime: at, title: moment(at) }, ago(at));

export const badge = (text, style = '') => make('span', { class: `badge ${style}` }, text);

/** Have the service take one away. That somebody else was first is as good. */
export const remove = (path) => call('DELETE', path).catch((problem) => {
  if (problem.status !== 404) throw problem;
});

/* ---- Popular pages ---- */

/** Answer what to ask for the pages that are highest `by` views or comments in a window. */
export const popularIn = (by, window) => ['popular', { by, window, limit: MOST }];

/** Read them. */
export async function popular(by, window, signal) {
  return (await get(...popularIn(by, window), { signal })).pages;
}

/** Make the list, each page leading to where it is looked after. */
export function ranking(pages, by) {
  if (!pages.length) return make('p', { class: 'faint' }, t('ranking.none'));
  return make('ol', { class: 'ranking' }, pages.map(({ key, title, [COUNTS[by]]: count }) =>
    make('li', {}, 
      make('a', { href: pageAddress(key), dir: 'auto' }, title ?? key),
      make('span', {}, number(count), make('span', { class: 'unseen' }, ` ${t(`ranking.${by}`, { count })}`)))));
}

export const pageAddress = (key) => `#pages?${new URLSearchParams({ page: key })}`;
