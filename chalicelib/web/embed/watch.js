/* New comments: announced while somebody looks, and shown when asked for, so that nothing moves under a reader. */

import { attempt, dress, tell } from './dress.js';
import { make } from './make.js';
import { replace, showOwn } from './own.js';
import { bring } from './reveal.js';

const PAUSE = 60_000; // milliseconds
const RECENT = 50; // of the site's newest comments, to look through

/** Look now and every minute; most answers are 304, without a body. */
export function watch(thread) {
  dress(thread);
  thread.news = make('p', { part: 'news', role: 'status' });
  thread.below.after(thread.news);
  const held = new WeakRef(thread);
  follow(thread, held);
  look(held);
}

/** From now on the window holds a thread weakly, as the clock does: neither is to keep one whose element was removed for good. */
function follow({ seek }, held) {
  removeEventListener('hashchange', seek);
  const follows = () => (held.deref() ? held.deref().seek() : removeEventListener('hashchange', follows));
  addEventListener('hashchange', follows);
}

async function look(held) {
  const thread = held.deref();
  if (!thread || thread.host.thread !== thread) return; // the page is another
  try {
    if (thread.host.isConnected && !document.hidden) announce(thread, thread.news, (await thread.call(thread.path)).page.comment_count);
  } catch (problem) {
    console.info(`Belowline: no look at new comments: ${problem.message}`); // there will be another
  }
  setTimeout(() => look(held), PAUSE);
}

function announce(thread, news, count) {
  const more = count - thread.about.comment_count;
  if (more <= 0) return news.replaceChildren();
  const show = () => attempt(thread, news, () => showNews(thread, news));
  const text = tell(thread, 'news', { count: more });
  const button = news.querySelector('button'); // it stays, and keeps the focus
  if (!button) news.replaceChildren(make('button', { type: 'button', onclick: show }, text));
  else if (button.textContent !== text) button.textContent = text;
}

/** New ones stand at the top, or below what they answer; the newest gets the focus. */
async function showNews(thread, news) {
  const { page, comments } = await thread.call(thread.path);
  const { comments: recent } = await thread.call(`recent?limit=${RECENT}`);
  const shown = comments.flatMap((comment) => [comment, ...comment.replies]);
  const isNew = ({ id, status }) => thread.places.get(id)?.comment.status !== status; // one's own may have waited here until now
  const found = [...shown, ...recent].filter((one) => one.page === thread.about.key && one.author && isNew(one));
  const fresh = [...new Map(found.map((one) => [one.id, one])).values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const comment of fresh) {
    if (thread.places.has(comment.id)) replace(thread, comment);
    else await bring(thread, comment);
  }
  await showOwn(thread);
  thread.status.textContent = '';
  thread.about.comment_count = page.comment_count;
  thread.showCount();
  (thread.places.get(fresh.at(-1)?.id)?.article ?? thread.heading).focus();
  news.replaceChildren();
}
