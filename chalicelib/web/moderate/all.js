/*
 * One decision on all comments that a filter finds, more than are shown or than one call takes.
 */

import { allowed } from './actions.js';
import { post } from './api.js';
import { ask } from './dialog.js';
import { make } from './dom.js';
import { t } from './i18n.js';
import { List } from './list.js';
import { run } from './long.js';
import * as outbox from './outbox.js';

/** Ask, then decide on all that `query` finds, a hundred at a time. Answers how many were changed, or null where it was left. */
export async function decideOnAllThatMatch(query, action) {
  const title = t(`all.${action}`);
  const isSure = await ask(title, make('p', {}, t('all.help')), { does: t(`actions.${action}`), send: () => true, isGrave: action !== 'approve' });
  if (!isSure) return null;
  await outbox.flush();
  return run(title, (progress) => work(new List(query), action, progress));
}

async function work(list, action, progress) {
  while (!list.isOver && !progress.isStopped) {
    const comments = await progress.persist(() => list.more(100));
    for (const [status, ids] of byStatus(comments, action)) {
      const { results } = await progress.persist(() => post('moderation/actions', { action, status, ids }));
      progress.add(results);
    }
  }
}

function byStatus(comments, action) {
  const found = new Map();
  for (const comment of comments) if (allowed(comment).some(({ name }) => name === action)) found.set(comment.status, [...(found.get(comment.status) ?? []), comment.id]);
  return found;
}
