/*
 * Editing somebody's comment, and deciding with a reason. What is typed is kept in this tab until it is sent or left.
 */

import { ACTIONS, allowed } from './actions.js';
import { call } from './api.js';
import { ask } from './dialog.js';
import { field, make } from './dom.js';
import { t } from './i18n.js';
import { nameOf } from './card.js';

const KEPT = 'belowline:draft:';
const REASONS = 'belowline:reasons';
const MOST_REASONS = 10;

/** Ask for another text of a comment; answers the comment as it is then, or null. */
export async function edit(comment) {
  const kept = KEPT + comment.id;
  const text = field(t('edit.text'), {
    name: 'body', maxlength: 8000, rows: 10, required: true, autofocus: true, value: sessionStorage.getItem(kept) ?? comment.body, dir: 'auto',
    on: { input: ({ target }) => sessionStorage.setItem(kept, target.value) },
  }, { tag: 'textarea', hint: t('edit.help') });
  text.control.setSelectionRange(0, 0); // where reading begins
  const edited = await ask(t('edit.title', { name: nameOf(comment) }), text, {
    does: t('edit.do'), send: () => call('PATCH', `moderation/comments/${comment.id}`, { body: { body: text.control.value } }),
  });
  sessionStorage.removeItem(kept);
  return edited;
}

/** Ask for a decision with a reason and a note; answers `{ action, reason, note }`, or null. */
export async function decisionWithReason(comments) {
  const possible = ACTIONS.filter(({ name }) => comments.some((comment) => allowed(comment).some((one) => one.name === name)));
  const known = JSON.parse(sessionStorage.getItem(REASONS) ?? '[]');
  const action = field(t('reason.action'), { name: 'action' }, { tag: 'select', children: possible.map(({ name }) => make('option', { value: name, selected: name === 'reject' }, t(`actions.${name}`))) });
  const list = make('datalist', { id: 'reasons' }, known.map((one) => make('option', { value: one })));
  const reason = field(t('reason.label'), { name: 'reason', maxlength: 100, list: 'reasons', autofocus: true, autocomplete: 'off' }, { hint: t('reason.help') });
  const note = field(t('reason.note'), { name: 'note', maxlength: 2000, rows: 3 }, { tag: 'textarea', hint: t('reason.note.help') });
  const decided = await ask(t('reason.title', { count: comments.length }), [action, reason, list, note], {
    does: t('reason.do'), send: () => ({ action: action.control.value, reason: reason.control.value.trim() || undefined, note: note.control.value.trim() || undefined }),
  });
  if (decided?.reason) sessionStorage.setItem(REASONS, JSON.stringify([decided.reason, ...known.filter((one) => one !== decided.reason)].slice(0, MOST_REASONS)));
  return decided;
}
