/* Liking a comment, and taking it back. */

import { attempt } from './dress.js';
import { enter, entry, keep, recall } from './kept.js';

export async function like(thread, comment, button) {
  const isLiked = !!entry('localStorage', likesKey(thread), comment.id);
  await attempt(thread, button.parentElement, async () => {
    const sent = isLiked
      ? { method: 'DELETE' }
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"reaction":"like"}' };
    const { reactions, reaction } = await thread.call(`comments/${comment.id}/reactions`, sent);
    comment.reactions = reactions;
    enter('localStorage', likesKey(thread), comment.id, reaction ? 1 : undefined);
    keep('localStorage', thread.ownKey, recall('localStorage', thread.ownKey) ?? []); // so that the next load looks for likes
    showLike(thread, comment, button);
  });
}

/** Show a comment's likes on its button, and whether the reader's is one of them. */
export function showLike(thread, comment, button) {
  const count = comment.reactions.like;
  button.textContent = thread.say('like') + (count ? ` ${count.toLocaleString(thread.locale)}` : '');
  button.ariaLabel = `${button.textContent}: ${comment.author.name}`;
  button.ariaPressed = String(!!entry('localStorage', likesKey(thread), comment.id));
}

function likesKey(thread) {
  return `belowline:${thread.site}:likes`;
}
