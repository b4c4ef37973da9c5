/* What is wrong with a form, each thing at its field. */

import { dress, reason, tell } from './dress.js';
import { equip } from './equip.js';
import { make } from './make.js';

/** Say what a problem of the service is, or without one what the browser finds; the first field of it gets the focus. */
export function complain(form, problem) {
  const { thread, inputs } = form;
  dress(thread);
  const messages = problem ? told(thread, problem) : found(inputs);
  if (messages['form.proof']) return proveAnew(form);
  form.clear?.();
  const named = Object.keys(inputs).filter((name) => name in messages);
  const errors = named.map((name) => {
    const error = make('p', { id: `${form.id}-${name}-error`, part: 'field-error' }, messages[name]);
    inputs[name].setAttribute('aria-describedby', error.id);
    inputs[name].after(error);
    return error;
  });
  for (const [name, input] of Object.entries(inputs)) input.ariaInvalid = String(name in messages);
  form.clear = () => {
    errors.forEach((error) => error.remove());
    for (const input of Object.values(inputs)) input.ariaInvalid = null;
    for (const name of named) inputs[name].removeAttribute('aria-describedby');
  };
  if (named.length) form.alert.textContent = tell(thread, 'check');
  else if (problem?.status < 500) form.alert.textContent = reason(thread, problem);
  inputs[named[0]]?.focus();
}

function found(inputs) {
  const unfit = Object.entries(inputs).filter(([, input]) => !input.validity.valid);
  return Object.fromEntries(unfit.map(([name, { validationMessage }]) => [name, validationMessage]));
}

/** The service tells more of a field, but in English. */
function told(thread, { code, errors = [] }) {
  const isEnglish = /^en\b/.test(thread.locale);
  const ours = (field) => tell(thread, code === 'name_reserved' ? code : FIELDS[field]);
  return Object.fromEntries(errors.map(({ field, message }) => [
    field, !isEnglish && field in FIELDS ? ours(field) : message,
  ]));
}

const FIELDS = { 'author.name': 'wrongName', 'author.email': 'wrongEmail', 'author.url': 'wrongUrl', body: 'wrongBody' };

/** A proof that is missing or not taken any more is made anew, without asking the person; once. */
async function proveAnew(form) {
  equip(form.thread, form);
  form.proof = null;
  if (form.isProving) return;
  form.isProving = true;
  await form.send();
  form.isProving = false;
}
