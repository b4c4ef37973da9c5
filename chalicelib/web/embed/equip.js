/* What helps with writing: a hint, a preview, how much room is left, remembering who writes, and the proof of work. */

import { act, dress, tell } from './dress.js';
import { entry, keep } from './kept.js';
import { make } from './make.js';
import { rendered } from './markdown.js';
import { prove } from './proof.js';

const MOST = 8_000; // characters of a comment
const NEAR = 500; // of them left, so that it matters

/** Add it all to a form, once. */
export function equip(thread, form) {
  if (form.help) return;
  dress(thread);
  const { body, ...author } = form.inputs;
  const me = `belowline:${thread.site}:me`;
  const remember = make('input', { type: 'checkbox', checked: entry('localStorage', me, 'author.name') !== undefined });
  const room = make('p', { part: 'room', role: 'status' });
  form.help = make('div', { part: 'help' },
    room,
    make('p', { part: 'hint' }, tell(thread, 'hint')),
    !form.authorize && make('label', { part: 'remember' }, remember, tell(thread, 'remember')));
  form.alert.before(form.help);
  form.button.after(previewButton(thread, form));
  body.addEventListener('input', () => tellRoom(thread, body, room));
  tellRoom(thread, body, room);
  if (!form.authorize) form.keepAuthor = () => {
    const values = Object.entries(author).map(([name, { value }]) => [name, value]);
    keep('localStorage', me, remember.checked ? Object.fromEntries(values) : {});
  };
  if (thread.settings.proof_of_work) form.prove = () => (form.proof ??= prove(form));
  form.prove?.().catch(() => {}); // told when it is needed
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
