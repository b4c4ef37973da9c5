/*
 * The queue: comments by status.
 */

import { get } from '../api.js';
import { make } from '../dom.js';
import { t } from '../i18n.js';

export const view = { open };

async function open({ status = 'pending' }, { host, signal }) {
  const { comments } = await get('moderation/comments', { status }, { signal });
  host.replaceChildren(...(comments.length ? comments.map(shown) : [make('p', {}, t('queue.empty'))]));
}

function shown({ author, body }) {
  return make('article', {}, make('h2', {}, author.name ?? ''), make('p', { class: 'body' }, body ?? ''));
}
