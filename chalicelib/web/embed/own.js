/* What is the reader's own: comments that wait, changing and withdrawing them for a while, and likes. */

import { act, attempt, dress, focus, shield, tell } from './dress.js';
import { enter, entry, keep, recall } from './kept.js';
import { showLike } from './like.js';
import { make } from './make.js';

const MINUTE = 60_000; // milliseconds

/** Show on this page what is the reader's own, where it is not shown yet. */
export async function showOwn(thread) {
  dress(thread);
  for (const { comment, article } of thread.places.values()) {
    const button = article.querySelector('[part~=like]');
    if (button && entry('localStorage', `belowline:${thread.site}:likes`, comment.id)) showLike(thread, comment, button);
  }
  const own = kept(thread).filter(({ page }) => page === thread.about.key);
  const from = ({ id, token }) => ({ id, authorize: () => ({ Authorization: `Bearer ${token}` }) });
  await Promise.all([showSignedOn(thread), ...own.map((one) => show(thread, from(one)))]);
}

/** What was left in this browser, each with the token that came with it. */
function kept(thread) {
  return recall('localStorage', thread.ownKey) ?? [];
}

function forget(thread, id) {
  const own = kept(thread);
  if (own.some((one) => one.id === id)) keep('localStorage', thread.ownKey, own.filter((one) => one.id !== id));
}

/** What a signed-on reader left on any device is asked for once; their own token, as it is by then, stands in for those of comments. */
async function showSignedOn(thread) {
  const { authorize } = thread;
  if (!authorize) return;
  thread.mine ??= listMine(thread);
  for (const comment of await thread.mine) await show(thread, { id: comment.id, comment, authorize });
}

/** Answer the oldest first, since each is put on top of the others. */
async function listMine(thread) {
  try {
    const headers = await thread.authorize();
    return (await thread.call(`mine?page=${encodeURIComponent(thread.page)}`, { headers })).comments.reverse();
  } catch (problem) {
    thread.report(thread.host, problem);
    return []; // all else is shown
  }
}

/** One that waits is asked for, where that was not done with others; one that is public is there already. */
async function show(thread, own) {
  try {
    const known = thread.places.get(own.id)?.comment ?? own.comment;
    const comment = known ?? (await thread.call(`comments/${own.id}`, { headers: own.authorize() }));
    if (comment.status === 'deleted') return forget(thread, own.id); // it has replies, or was withdrawn a moment ago
    if (!thread.places.has(own.id)) {
      thread.place(comment, 'prepend');
      thread.status.textContent = '';
    }
    const left = Date.parse(comment.created_at) + thread.settings.edit_window_minutes * MINUTE - Date.now();
    if (left > 0) offer(thread, own, left);
    else if (comment.status === 'approved') forget(thread, own.id);
  } catch ({ status }) {
    if (status >= 400 && status < 500 && status !== 429) forget(thread, own.id); // a moderator decided against it, or it is erased
  }
}

/** Offer to change and to withdraw a comment as long as that is allowed. */
function offer(thread, own, left) {
  const { article } = thread.places.get(own.id);
  if (article.querySelector('[part~=withdraw], [part~=edit-form]')) return;
  let tools = article.querySelector('[part=tools]');
  if (!tools) article.append((tools = make('div', { part: 'tools' })));
  tools.querySelector('[part~=report]')?.remove();
  const buttons = [act(thread, 'edit', () => edit(thread, own)), act(thread, 'withdraw', () => ask(thread, own, buttons))];
  tools.append(...buttons);
  setTimeout(() => buttons.forEach((button) => button.remove()), Math.min(left, 2 ** 31 - 1));
}

/** Put a form in the place of the text. What is typed is kept as a draft, until it is saved or given up. */
function edit(thread, own) {
  const { comment, article } = thread.places.get(own.id);
  const drafts = ['localStorage', `belowline:${thread.site}:drafts`, `edit ${own.id}`];
  const area = make('textarea', { part: 'input', rows: 6, ariaLabel: thread.say('body'), required: true });
  area.value = entry(...drafts) ?? comment.body;
  area.oninput = () => enter(...drafts, area.value);
  const close = () => {
    enter(...drafts, undefined);
    focus(thread, replace(thread, thread.places.get(own.id).comment), form);
    showOwn(thread);
  };
  const form = make('form', { part: 'form edit-form' }, area, make('div', { part: 'actions' },
    make('button', { part: 'button submit' }, tell(thread, 'save')), act(thread, 'cancel', close)));
  form.onsubmit = (event) => {
    event.preventDefault();
    const sent = area.value;
    attempt(thread, form, async () => {
      const headers = { ...await own.authorize(), 'Content-Type': 'application/json' };
      const change = { method: 'PATCH', headers, body: JSON.stringify({ body: sent }) };
      const { comment: changed } = await thread.call(`comments/${own.id}`, change);
      const place = thread.places.get(own.id);
      thread.about.comment_count += (changed.status === 'approved') - (place.comment.status === 'approved');
      place.comment = changed;
      thread.showCount();
      if (area.value === sent) close(); // else somebody is typing still
    });
  };
  shield(form);
  article.querySelector('[part=tools]').remove();
  article.querySelector('[part~=body]').replaceWith(form);
  article.querySelector('[part~=unfold]')?.remove();
  area.focus();
}

/** Ask before a comment is withdrawn, for it is for good. */
function ask(thread, own, buttons) {
  const back = () => {
    question.replaceWith(...buttons);
    buttons[1].focus();
  };
  const question = make('div', { part: 'question', role: 'group', ariaLabel: tell(thread, 'sure') },
    make('p', {}, tell(thread, 'sure')), act(thread, 'withdraw', () => withdraw(thread, own, question)),
    act(thread, 'cancel', back));
  buttons[0].remove();
  buttons[1].replaceWith(question);
  question.querySelector('button').focus();
}

async function withdraw(thread, own, question) {
  await attempt(thread, question, async () => {
    const { comment } = thread.places.get(own.id);
    await thread.call(`comments/${own.id}`, { method: 'DELETE', headers: await own.authorize() });
    forget(thread, own.id);
    if (comment.status === 'approved') thread.about.comment_count -= 1;
    thread.showCount();
    const article = replace(thread, { ...comment, status: 'deleted' });
    article.firstChild.textContent = tell(thread, 'withdrawn');
    article.focus();
  });
}

/** Put a comment as it is now in the place of how it was; answers its element. */
export function replace(thread, comment) {
  const place = thread.places.get(comment.id);
  thread.places.delete(comment.id);
  const article = thread.place(comment);
  const item = article.parentElement;
  place.article.replaceWith(article);
  item.remove();
  thread.places.set(comment.id, { ...place, comment, article });
  return article;
}
