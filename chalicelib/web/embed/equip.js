/* What helps with writing: a hint, a preview, how much room is left, remembering who writes, and the proof of work. */

import { act, dress, shield, tell } from './dress.js';
import { enter, entry } from './kept.js';
import { make } from './make.js';
import { rendered } from './markdown.js';
import { prove } from './proof.js';

const MOST = 8_000; // characters of a comment
const NEAR = 500; // of them left, so that it matters

/** Add it all to a form, once. */
export function equip(thread, form) {
  if (form.help) return;
  dress(thread);
  const { body } = form.inputs;
  form.remember = make('input', { type: 'checkbox', checked: entry('localStorage', form.kept, 'author.name') !== undefined });
  const room = make('p', { part: 'room', role: 'status' });
  form.help = make('div', { part: 'help' },
    room,
    make('p', { part: 'hint' }, tell(thread, 'hint')),
    !form.authorize && make('label', { part: 'remember' }, form.remember, tell(thread, 'remember')));
  form.alert.before(form.help);
  shield(form.element);
  form.button.after(previewButton(thread, form));
  body.addEventListener('input', () => tellRoom(thread, body, room));
  tellRoom(thread, body, room);
  if (thread.settings.proof_of_work) demandProof(form);
  form.prove?.().catch(() => {}); // told when it is needed
}

/** Have a form send a proof of work from now on. */
export function demandProof(form) {
  form.prove = () => (form.proof ??= prove(form));
}

/** Once a comment is sent, what helped with it ends, and the browser forgets who wrote it, unless it was asked to remember. The page knows it until it is left, for replies. */
export function keepAuthor(thread, form) {
  const { element, inputs: { body, ...author }, kept, remember } = form;
  form.isProvedAnew = false;
  body.dispatchEvent(new Event('input'));
  for (const [name, { value }] of Object.entries(author)) {
    enter('sessionStorage', kept, name, undefined);
    if (remember) enter('localStorage', kept, name, (remember.checked && value) || undefined);
  }
  for (const input of thread.host.shadowRoot.querySelectorAll('form [name^=author]')) {
    if (input.form !== element && input.form.elements.body.value) input.oninput(); // somebody writes there still
  }
  keepFromNowOn(form);
  thread.identify ??= (another) => {
    for (const [name, { value }] of Object.entries(author)) another.inputs[name].value ||= value;
    keepFromNowOn(another);
  };
}

/** Whoever writes more here does so under the name that stands there: from then on it is kept as if it had been typed again. */
function keepFromNowOn({ inputs: { body, ...author } }) {
  body.addEventListener('input', () => Object.values(author).forEach((input) => input.oninput()), { once: true });
}

function tellRoom(thread, body, room) {
  const left = MOST - [...body.value.trim()].length;
  const text = left > NEAR ? '' : tell(thread, left < 0 ? 'over' : 'room', { count: Math.abs(left) });
  body.setCustomValidity(left < 0 ? text : '');
  room.textContent = text;
}

function previewButton(thread, form) {
  const { body } = form.inputs;
  const shown = make('div', { part: 'body preview', dir: 'auto', tabIndex: -1 });
  const button = act(thread, 'preview', () => {
    const isShown = shown.isConnected;
    button.ariaPressed = String(!isShown);
    shown.replaceChildren(...rendered(body.value));
    if (isShown) shown.remove();
    else body.after(shown);
  });
  body.addEventListener('input', () => shown.isConnected && shown.replaceChildren(...rendered(body.value)));
  return button;
}
