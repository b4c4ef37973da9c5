/* Telling moderators of a comment. */

import { act, attempt, dress, focus, shield, tell } from './dress.js';
import { enter, entry } from './kept.js';
import { make } from './make.js';

const REASONS = ['spam', 'harassment', 'false', 'privacy', 'off_topic', 'other'];

/** Open a form below the comment's buttons; the one that opened it gets the focus back. */
export function report(thread, comment, button) {
  dress(thread);
  const id = `report-${comment.id}`;
  const choices = REASONS.map((reason, place) => make('label', { part: 'choice' },
    make('input', { type: 'radio', name: 'reason', value: reason, checked: !place }), tell(thread, reason)));
  const note = make('textarea', { id: `${id}-note`, part: 'input', rows: 2, maxLength: 2_000 });
  const drafts = ['localStorage', `belowline:${thread.site}:drafts`, id];
  note.value = entry(...drafts) ?? '';
  note.oninput = () => enter(...drafts, note.value || undefined);
  const close = () => {
    enter(...drafts, undefined);
    form.replaceWith(button);
    button.focus();
  };
  const form = make('form', { part: 'form report-form' },
    make('fieldset', { part: 'choices' }, make('legend', { part: 'label' }, tell(thread, 'why')), ...choices),
    make('div', {}, make('label', { htmlFor: note.id, part: 'label' }, tell(thread, 'note')), note),
    make('div', { part: 'actions' },
      make('button', { part: 'button submit' }, tell(thread, 'sendReport')),
      act(thread, 'cancel', close)));
  form.onsubmit = (event) => {
    event.preventDefault();
    attempt(thread, form, async () => {
      const sent = note.value;
      const told = { reason: new FormData(form).get('reason'), note: note.value.trim() || undefined };
      const headers = { 'Content-Type': 'application/json' };
      await thread.call(`comments/${comment.id}/flags`, { method: 'POST', headers, body: JSON.stringify(told) });
      if (note.value !== sent) return; // somebody is typing still
      enter(...drafts, undefined);
      const thanks = make('p', { part: 'notice', role: 'status', tabIndex: -1 }, tell(thread, 'reported'));
      form.after(thanks);
      focus(thread, thanks, form);
      form.remove();
    });
  };
  shield(form);
  button.replaceWith(form);
  form.querySelector('input').focus();
}
