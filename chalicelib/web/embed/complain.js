/* What is wrong with a form, each thing at its field. */

import { dress, focus, reason, tell } from './dress.js';
import { demandProof, equip } from './equip.js';
import { make } from './make.js';

/** Say what a problem of the service is, or without one what the browser finds; the first field of it gets the focus. */
export function complain(form, problem) {
  const { thread, inputs } = form;
  dress(thread);
  const messages = problem ? told(thread, inputs, problem) : found(thread, inputs);
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
  if (named.length) focus(thread, inputs[named[0]], form.element);
}

/** What the browser says of a field is in its own language, which need not be the page's. */
function found(thread, inputs) {
  const unfit = Object.entries(inputs).filter(([, input]) => !input.validity.valid);
  return Object.fromEntries(unfit.map(([name, { validity, validationMessage }]) => [
    name, validity.customError ? validationMessage : tell(thread, validity.valueMissing ? 'missing' : FIELDS[name]),
  ]));
}

/** The service tells more of a field, but in English. */
function told(thread, inputs, { code, errors = [] }) {
  const isEnglish = /^en\b/.test(thread.locale);
  const ours = (field, message) => {
    if (inputs[field]?.required && !inputs[field].value.trim()) return tell(thread, 'missing');
    return isEnglish || !(field in FIELDS) ? message : tell(thread, code === 'name_reserved' ? code : FIELDS[field]);
  };
  return Object.fromEntries(errors.map(({ field, message }) => [field, ours(field, message)]));
}

const FIELDS = { 'author.name': 'wrongName', 'author.email': 'wrongEmail', 'author.url': 'wrongUrl', body: 'wrongBody' };

/** A proof that is missing or not taken any more is made anew, without asking the person; once for each time that they send. */
function proveAnew(form) {
  equip(form.thread, form);
  demandProof(form); // the site may not have asked for one when the page was loaded
  form.proof = null;
  form.isProvedAnew = !form.isProvedAnew;
  if (form.isProvedAnew) form.send();
  else form.alert.textContent = form.thread.say('unsent');
}
