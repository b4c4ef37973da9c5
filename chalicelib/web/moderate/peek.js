/*
 * A look at one comment from where it is only named: what it says, whose it is, and all that was done with it.
 */

import { get } from './api.js';
import { nameOf, signs } from './card.js';
import { open } from './dialog.js';
import { button, link, make } from './dom.js';
import { pageAddress } from './entries.js';
import { flags, steps } from './history.js';
import { ago, moment, t } from './i18n.js';

/** Open the drawer on a comment by its id. */
export function peek(id) {
  const place = make('div', { class: 'details' });
  const reading = new AbortController();
  const opened = open(t('details.title'), place, { kind: 'drawer', closed: () => reading.abort() });
  read();

  async function read() {
    place.replaceChildren(make('p', { class: 'faint', role: 'status' }, t('loading')));
    try {
      place.replaceChildren(...parts(await get(`moderation/comments/${id}`, {}, { signal: reading.signal }), opened.close));
    } catch (problem) {
      if (reading.signal.aborted) return;
      place.replaceChildren(make('p', { class: 'wrong', role: 'alert' }, problem.message), button(t('try_again'), read));
    }
  }
}

function parts(comment, close) {
  const { author, body, page, page_title, page_url, created_at, status, given_flags: given } = comment;
  return [
    make('div', { class: 'card-head' }, make('h3', { dir: 'auto' }, nameOf(comment)), make('span', { class: `badge ${status}` }, t(`status.${status}`)),
      make('time', { class: 'faint', datetime: created_at, title: moment(created_at) }, ago(created_at))),
    make('p', { class: 'card-page' }, link(page_url, page_title ?? page)),
    make('p', { class: 'body', dir: 'auto' }, body ?? t('card.erased')),
    signs(comment),
    make('ul', { class: 'row' },
      make('li', {}, leading(pageAddress(page), t('details.page'), close)),
      author.id && make('li', {}, leading(`#authors?${new URLSearchParams({ author: author.id })}`, t('details.author'), close))),
    given.length > 0 && section('details.flags', flags(given)),
    section('details.history', steps(comment.history)),
  ].filter(Boolean);
}

function section(title, content) {
  return make('section', {}, make('h3', {}, t(title)), content);
}

const leading = (href, text, close) => make('a', { href, on: { click: () => close() } }, text);
