/*
 * Fields that several views have, and what was wrong with what somebody filled in, told at the field.
 */

import { field, make } from './dom.js';
import { t } from './i18n.js';
import { register } from './keys.js';

/** Of a field for what is no prose: addresses, names, keys. */
export const CODE = { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' };

/** Make a labelled choice of one; `options` are values with their texts. */
export function select(label, name, options, chosen = '') {
  const children = options.map(([value, text]) => make('option', { value, selected: value === chosen }, text));
  return field(label, { name }, { tag: 'select', children });
}

/** Make a choice of one that shows all; `options` are values with their texts and what these mean. Answers the whole, with `value()` of what is chosen. */
export function choices(label, name, options, chosen) {
  const whole = make('fieldset', {}, make('legend', {}, label), options.map(([value, text, meaning]) =>
    make('label', { class: 'choice' },
      make('input', { type: 'radio', name, value, checked: value === chosen }),
      make('span', {}, make('strong', {}, text), make('span', { class: 'hint' }, meaning)))));
  return Object.assign(whole, { value: () => whole.querySelector(':checked').value });
}

/** Make the form by which a view finds one among many, with the texts `find.VIEW` and its help; `go(text)` is called with what is looked for. */
export function finder(view, properties, go, signal) {
  const whole = field(t(`find.${view}`), { required: true, 'aria-keyshortcuts': '/', ...CODE, ...properties }, { hint: t(`find.${view}.help`) });
  const form = make('form', { class: 'find', role: 'search', on: { submit: send } }, whole, make('button', { class: 'primary' }, t('find')));
  atSlash(whole.control, signal);
  return form;

  function send(event) {
    event.preventDefault();
    go(whole.control.value.trim());
  }
}

/** Have a slash lead to a field, until its view is closed. */
export function atSlash(control, signal) {
  const unregister = register([{ key: '/', does: 'keys.search', group: 'keys.moving', run: () => control.select() }]);
  signal.addEventListener('abort', unregister);
}

/**
 * Tell a problem at the fields it names, by `fields`, each the whole that `field` of `dom.js` makes; goes to the first of them. Answers what is left to be told of it, which is
 * nothing where every mistake has its field.
 */
export function blame(problem, fields) {
  clear(fields);
  const left = problem.fields.filter(({ field, message }) => !put(fields[field.split('.')[0]], message));
  document.querySelector('main [aria-invalid=true], dialog [aria-invalid=true]')?.focus();
  if (!problem.fields.length) return problem.message;
  return left.map(({ field, message }) => `${field} ${message}`).join(' ');
}

/** Take back all that was told. */
export function clear(fields) {
  for (const { control } of Object.values(fields)) {
    if (!control.hasAttribute('aria-invalid')) continue;
    document.getElementById(wrongId(control)).remove();
    control.removeAttribute('aria-invalid');
    describe(control, (ids) => ids.filter((id) => id !== wrongId(control)));
  }
}

function put(whole, message) {
  if (!whole) return false;
  const { control } = whole;
  if (control.hasAttribute('aria-invalid')) return true;
  whole.append(make('p', { class: 'wrong', id: wrongId(control) }, message));
  control.setAttribute('aria-invalid', 'true');
  describe(control, (ids) => [...ids, wrongId(control)]);
  return true;
}

const wrongId = (control) => `${control.id}-wrong`;

function describe(control, change) {
  const ids = change((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean));
  if (ids.length) control.setAttribute('aria-describedby', ids.join(' '));
  else control.removeAttribute('aria-describedby');
}
