/*
 * The drawer beside the list: one comment with all that was done with it, its readers' flags, and its author with what they left before.
 */

import { get } from './api.js';
import * as authors from './author.js';
import { button, link, make } from './dom.js';
import { open } from './dialog.js';
import { ago, t } from './i18n.js';
import { card, historyText, nameOf } from './card.js';
import { addressOf } from './filters.js';
import { flags, steps } from './history.js';

/**
 * Open the drawer on a comment. `does` is what cards call, and those of the author and of the whole comment. Answers `{ show(comment), close() }`; `closed` is
 * called when it is closed.
 */
export function openDetails(comment, does, closed) {
  const place = make('div', { class: 'details' });
  let reading = new AbortController();
  const opened = open(t('details.title'), place, { kind: 'drawer', closed: () => { reading.abort(); closed(); } });
  show(comment);
  return { show, close: opened.close };

  function show(one) {
    reading.abort();
    reading = new AbortController();
    const more = make('div', { class: 'details-more' }, make('p', { class: 'faint', role: 'status' }, t('loading')));
    place.replaceChildren(card(one, { ...does, select: null, prefix: 'details-', details: null }), more);
    opened.dialog.scrollTo(0, 0);
    fillIn(one, more, { ...does, closeFirst }, reading.signal);
  }

  function closeFirst(run) {
    opened.close();
    return run();
  }
}

async function fillIn(comment, place, does, signal) {
  try {
    const [whole, author] = await Promise.all([
      get(`moderation/comments/${comment.id}`, {}, { signal }),
      comment.author.id ? authors.read(comment.author.id, signal) : null,
    ]);
    place.replaceChildren(...parts(whole, author, does));
  } catch (problem) {
    if (signal.aborted) return;
    place.replaceChildren(make('p', { class: 'wrong' }, problem.message), button(t('try_again'), () => fillIn(comment, place, does, signal)));
  }
}

function parts(comment, author, does) {
  return [
    comment.given_flags.length > 0 && section('details.flags', flags(comment.given_flags)),
    section('details.history', steps(comment.history)),
    section('details.page', pageParts(comment)),
    author ? authorSection(comment, author, does) : section('details.author', make('p', {}, historyText(comment.author)), actionsOf(comment, null, does)),
  ].filter(Boolean);
}

function section(title, ...content) {
  return make('section', {}, make('h3', {}, t(title)), content);
}

function pageParts({ page, page_url, page_title }) {
  return make('ul', {},
    make('li', {}, link(page_url, page_title ?? page)),
    make('li', {}, make('a', { href: addressOf({ page }) }, t('details.of_page'))));
}

function authorSection(comment, author, does) {
  const named = { ...author, name: nameOf(comment) };
  return section('details.author',
    make('p', {}, [historyText(author), comment.author.email, author.is_trusted && t('card.trusted')].filter(Boolean).join(' · ')),
    author.note && make('p', { class: 'noted', dir: 'auto' }, author.note),
    ...author.blocks.map(({ kind, value }) => make('p', { class: 'noted' }, t('details.blocked', { what: t(`block.${kind}`, { value }) }))),
    actionsOf(comment, named, does),
    make('p', {}, make('a', { href: addressOf({ author: author.id }), 'aria-keyshortcuts': 'c' }, t('details.of_author'))),
    make('h4', {}, t('details.recent')),
    make('ol', { class: 'steps' }, author.comments.filter(({ id }) => id !== comment.id).map(recent)));
}

function actionsOf(comment, author, { withReason, pin, block, noteOn, decideOnAll, approveAndTrust, closeFirst }) {
  const does = (label, key, run, style) => button(t(label), () => closeFirst(run), { class: style, 'aria-keyshortcuts': key });
  return make('div', { class: 'row' },
    comment.status !== 'deleted' && does('details.with_reason', 'R', () => withReason(comment)),
    comment.status === 'approved' && !comment.parent && does(comment.is_pinned ? 'details.unpin' : 'details.pin', 'p', () => pin(comment)),
    author && does('author.note.do', 'n', () => noteOn(comment, author)),
    author && does('author.trust.short', 't', () => approveAndTrust(author)),
    author && does('author.all.reject.short', 'T', () => decideOnAll(author, 'reject')),
    author && does('author.all.spam.short', 'S', () => decideOnAll(author, 'spam')),
    (author || comment.author.address) && does('block.short', 'b', () => block(comment), 'grave'));
}

function recent({ status, created_at, body, page_title, page }) {
  return make('li', {},
    make('p', { class: 'faint' }, make('span', { class: `badge ${status}` }, t(`status.${status}`)), ` ${ago(created_at)} · ${page_title ?? page}`),
    make('p', { class: 'body excerpt', dir: 'auto' }, body ?? t('card.erased')));
}
