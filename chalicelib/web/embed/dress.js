/* Words and style of what is added to a thread. */

import styles from './later.css' with { type: 'css' };
import words from './words/en.json' with { type: 'json' };
import { say } from './language.js';
import { make } from './make.js';

/** Add the style, once. */
export function dress({ host: { shadowRoot } }) {
  if (!shadowRoot.adoptedStyleSheets.includes(styles)) shadowRoot.adoptedStyleSheets.push(styles);
}

export function tell(thread, name, values) {
  return say(thread.locale, words[name], values);
}

/** Answer what the reader has turned to outside of `from`, whose call was answered: what has the focus there, but for mere buttons of this thread. */
export function elsewhere({ host }, from) {
  const { activeElement } = host.getRootNode();
  if (activeElement !== host) return activeElement === document.body ? null : activeElement;
  const inside = host.shadowRoot.activeElement;
  return inside?.matches('input, textarea') && !from.contains(inside) ? inside : null;
}

/** Give the focus to what came of a call made by `from`, unless the reader has turned elsewhere meanwhile. */
export function focus(thread, element, from) {
  if (!elsewhere(thread, from)) element.focus();
}

/** Keep letters that are typed in a form from the shortcuts of the page, which cannot see that they are. */
export function shield(form) {
  for (const event of ['keydown', 'keypress', 'keyup']) form.addEventListener(event, keepLetter);
}

function keepLetter(event) {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}

/** A button that is labelled by one of these words. */
export function act(thread, name, onclick) {
  return make('button', { type: 'button', part: `button ${name}`, onclick }, tell(thread, name));
}

/** Why a call failed, in the reader's language if we have words for it. */
export function reason(thread, { code, status, message }) {
  if (code in words) return tell(thread, code);
  return status < 500 ? message : thread.say('broken');
}

/** Have something done by the buttons of `element`; while it is they do nothing, and what goes wrong is told below. */
export async function attempt(thread, element, does) {
  if (element.ariaBusy === 'true') return undefined;
  element.ariaBusy = 'true';
  const buttons = element.querySelectorAll('button');
  element.querySelector(':scope > [part=error]')?.remove();
  for (const button of buttons) button.ariaDisabled = 'true';
  try {
    return await does();
  } catch (problem) {
    thread.report(thread.host, problem);
    element.append(make('p', { part: 'error', role: 'alert' }, reason(thread, problem)));
  } finally {
    element.ariaBusy = 'false';
    for (const button of buttons) button.ariaDisabled = 'false';
  }
}
