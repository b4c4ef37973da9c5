/*
 * What the page tells: to screen readers by live regions, and to all by one note at the bottom, which moves nothing.
 */

import { button, make } from './dom.js';
import { t } from './i18n.js';

const polite = make('p', { class: 'unseen', role: 'status' });
const urgent = make('p', { class: 'unseen', role: 'alert' });
const place = make('section', { class: 'notes' });
let timer;

export function attach() {
  place.setAttribute('aria-label', t('note.title'));
  document.body.append(polite, urgent, place);
}

/** Say something to screen readers, once what they say now is over. */
export function say(text) {
  polite.textContent = text;
}

/** Show a note for some seconds, with something to do about it: `{ label, key?, run }`. A new one takes the place of the one before. */
export function note(text, { action, seconds = 10 } = {}) {
  show(text, action, 'note');
  timer = setTimeout(clear, seconds * 1000);
}

/** Show what went wrong, and say it at once; it stays until somebody has taken notice. */
export function alarm(text, { action } = {}) {
  urgent.textContent = text;
  show(text, action, 'note grave');
}

/** Take the note away. */
export function clear() {
  clearTimeout(timer);
  place.replaceChildren();
}

function show(text, action, style) {
  clearTimeout(timer);
  const close = button('×', clear, { class: 'quiet', 'aria-label': t('note.close') });
  place.replaceChildren(make('div', { class: style }, make('p', {}, text), action && doing(action), close));
}

function doing({ label, key, run }) {
  return button([label, key && make('kbd', {}, key)], run, key ? { 'aria-keyshortcuts': key } : {});
}
