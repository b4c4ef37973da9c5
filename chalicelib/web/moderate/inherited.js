/*
 * What somebody else decided in this tab and could not send: whoever is at the desk now says what becomes of it, before anything of it is sent.
 */

import { open } from './dialog.js';
import { button, make } from './dom.js';
import { t } from './i18n.js';
import * as outbox from './outbox.js';

let asked = null;

/** Ask, if anybody left something. It closes by an answer alone, or when it is asked anew, of another. */
export function askAboutOthers() {
  asked?.close();
  const { count, names } = outbox.others();
  if (!count) return;
  const content = make('form', {}, make('p', {}, t('inherited.which', { count, names: names.join(', ') })), make('p', { class: 'hint' }, t('inherited.help')),
    make('div', { class: 'row' }, answer('inherited.send', outbox.takeOver, 'primary'), answer('inherited.drop', outbox.dropOthers, 'grave')));
  asked = open(t('inherited.title'), content, { isFirm: true });
}

function answer(text, what, style) {
  return button(t(text), () => {
    asked.close();
    what();
  }, { class: style });
}
