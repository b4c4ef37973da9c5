/*
 * Dialogs: the browser's own, which keep the focus, close by Escape and give the focus back.
 */

import { button, make } from './dom.js';
import { t } from './i18n.js';

let made = 0;

/**
 * Open a dialog with a title and content; answers `{ dialog, close }`. `kind` is a class: `small`, or `drawer` at the side of the window. `closed` is called
 * once it is closed. With `isFirm` neither Escape nor a press closes it.
 */
export function open(title, content, { kind = 'small', closed, isFirm = false } = {}) {
  const heading = make('h2', { id: `dialog-${(made += 1)}`, tabindex: '-1' }, title);
  const dialog = make('dialog', { class: kind, 'aria-labelledby': heading.id },
    make('div', { class: 'dialog-head' }, heading, !isFirm && button('×', () => dialog.close(), { class: 'quiet', 'aria-label': t('dialog.close') })),
    content);
  dialog.addEventListener('cancel', (event) => isFirm && event.preventDefault());
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector('[autofocus]') ?? heading).focus();
  return { dialog, close: () => dialog.close() };
}

/** Close all that are open. */
export function closeAll() {
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
}

/**
 * Ask by a form: `send()` does what is asked and may throw, which is shown and leaves all as it was typed. Answers a promise of what `send` answered,
 * or of null where it was left.
 */
export function ask(title, fields, { does, send, isGrave = false }) {
  return new Promise((resolve) => {
    let answered = null;
    const wrong = make('p', { class: 'wrong', role: 'alert' });
    const sending = make('button', { class: isGrave ? 'grave' : 'primary' }, does);
    const form = make('form', { on: { submit: press } }, fields, wrong,
      make('div', { class: 'row' }, sending, button(t('dialog.cancel'), () => opened.close())));
    const opened = open(title, form, { closed: () => resolve(answered) });

    async function press(event) {
      event.preventDefault();
      if (sending.getAttribute('aria-disabled')) return;
      sending.setAttribute('aria-disabled', 'true');
      wrong.textContent = '';
      try {
        answered = await send() ?? true;
        opened.close();
      } catch (problem) {
        wrong.textContent = [problem.message, ...(problem.fields ?? []).map((one) => one.message)].join(' ');
      }
      sending.removeAttribute('aria-disabled');
    }
  });
}
