/*
 * What is done about an author as a whole: a note, trust, one decision on all that they left, a block.
 */

import { call, get, post } from './api.js';
import { ask } from './dialog.js';
import { field, make } from './dom.js';
import { t } from './i18n.js';
import { run } from './long.js';
import { note } from './tell.js';

/** For how long somebody is blocked, by name. */
export const DAYS = { day: 1, week: 7, month: 30, year: 365 };

const path = (id) => `moderation/authors/${id}`;

/** Answer an author, or null where nothing is known of them any more. */
export async function read(id, signal) {
  try {
    return await get(path(id), {}, { signal });
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** Note something of an author, or trust them: what `changes` has. Answers the author as they are then. */
export const change = (id, changes) => call('PUT', path(id), { body: changes });

/** Ask for a note on an author; answers the author, or null. */
export function writeNote({ id, name, note: before }) {
  const text = field(t('author.note'), { name: 'note', maxlength: 2000, rows: 5, autofocus: true, value: before ?? '' }, { tag: 'textarea', hint: t('author.note.help') });
  return ask(t('author.note.title', { name }), text, { does: t('author.note.do'), send: () => change(id, { note: text.control.value }) });
}

/**
 * Ask, then decide on all that an author left in one status or in any: a hundred at a time, until all are done or somebody stops it.
 * Answers how many were changed, or null where it was left.
 */
export async function decideOnAll({ id, name, history }, action) {
  const statuses = ['', 'pending', 'approved', 'rejected', 'spam'].filter((status) => !status || history[status]);
  const which = field(t('author.all.which'), { name: 'status' }, {
    tag: 'select',
    children: statuses.map((status) => make('option', { value: status, selected: status === 'pending' }, t(`author.which.${status || 'any'}`, { count: history[status] ?? 0 }))),
  });
  const reason = field(t('reason.label'), { name: 'reason', maxlength: 100 });
  const title = t(`author.all.${action}`, { name });
  const asked = await ask(title, [make('p', {}, t('author.all.help')), which, reason], {
    does: t(`actions.${action}`), isGrave: action !== 'approve', send: () => ({ status: which.control.value || null, reason: reason.control.value.trim() || null }),
  });
  return asked && act(id, action, asked, title);
}

/** Approve all of an author's that waits, and trust them from now on. */
export async function approveAndTrust({ id, name }) {
  const title = t('author.trust.title', { name });
  const isSure = await ask(title, make('p', {}, t('author.trust.help')), { does: t('author.trust.do'), send: () => true });
  return isSure && act(id, 'approve', { status: 'pending', trust: true }, title);
}

function act(id, action, { status, reason, trust }, title) {
  return run(title, async (progress) => {
    let cursor = null;
    do {
      const { results, next } = await progress.persist(() => post(`${path(id)}/actions`, { action, status, reason, trust, cursor }));
      progress.add(results);
      cursor = next;
    } while (cursor && !progress.isStopped);
  });
}

/** Ask whom to block, why and until when; answers the block, or null. */
export async function block({ author }) {
  const account = author.is_signed_in && author.id; // of all others the id stands for the e-mail
  const kinds = [['author', account], ['email', author.email], ['domain', author.email?.split('@').at(-1)], ['address', author.address]].filter(([, value]) => value);
  if (!kinds.length) return note(t('block.nothing'));
  const which = field(t('block.kind'), { name: 'kind' }, { tag: 'select', children: kinds.map(([kind, value]) => make('option', { value: kind }, t(`block.${kind}`, { value }))) });
  const until = field(t('block.until'), { name: 'until' }, { tag: 'select', children: ['', ...Object.keys(DAYS)].map((span) => make('option', { value: span }, t(`block.until.${span || 'lifted'}`))) });
  const reason = field(t('block.reason'), { name: 'reason', maxlength: 2000, rows: 3 }, { tag: 'textarea', hint: t('block.reason.help') });
  const made = await ask(t('block.title', { name: author.name ?? t('card.nobody') }), [which, until, reason], {
    does: t('block.do'), isGrave: true, send: () => post('moderation/blocks', blockOf(kinds, which, until, reason)),
  });
  if (made) note(t('block.done', { value: made.value }));
  return made;
}

function blockOf(kinds, which, until, reason) {
  const kind = which.control.value;
  const days = DAYS[until.control.value];
  return { kind, value: new Map(kinds).get(kind), reason: reason.control.value.trim() || null, until: days ? new Date(Date.now() + days * 86_400_000).toISOString() : null };
}
