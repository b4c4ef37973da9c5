/* Showing the comment that an address names, also one that was not loaded. */

import { dress, tell } from './dress.js';

/** Scroll to a comment and mark it. */
export async function reveal(thread, id) {
  dress(thread);
  if (!thread.places.has(id)) await find(thread, id);
  const place = thread.places.get(id);
  if (!place) return;
  for (const other of thread.host.shadowRoot.querySelectorAll('[part~=linked]')) other.part.remove('linked');
  place.article.part.add('linked');
  place.article.focus({ preventScroll: true });
  place.article.scrollIntoView({ block: 'center' });
}

async function find(thread, id) {
  try {
    const comment = await thread.call(`comments/${encodeURIComponent(id)}`);
    if (comment.page === thread.about.key) await bring(thread, comment);
    return; // it is another's page, whose thread may be here too
  } catch (problem) {
    if (problem.status !== 404) throw problem;
  }
  thread.status.textContent = tell(thread, 'gone');
}

/** Place a comment that was not loaded, below what it answers; and that first, up to what is there or is no longer. */
export async function bring(thread, comment) {
  const missing = [comment];
  while (missing[0].parent && !thread.places.has(missing[0].parent)) {
    try {
      missing.unshift(await thread.call(`comments/${missing[0].parent}`));
    } catch {
      break; // it was removed
    }
  }
  for (const one of missing) thread.place(one, 'prepend');
}
