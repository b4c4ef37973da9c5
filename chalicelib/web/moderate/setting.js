/*
 * Settings as the service describes them, each with the field that it is changed in. Nothing here knows a setting by its name: a new one appears by itself.
 */

import { field, make } from './dom.js';
import { has, t } from './i18n.js';
import { value as written } from './line.js';

const LONG = 1000; // letters from which on a text has lines

/** What stands for a secret that is set. */
const HIDDEN = '********';

/**
 * Read all settings out of the service's description: `[{ name, about, schema, kind, standard, isSecret, isOptional }]`, where `standard` is the default and `schema` what a value is to be;
 * and what each profile sets otherwise.
 */
export function settingsIn({ components: { schemas } }) {
  const { properties: sent } = schemas.SettingsChanges;
  const { properties: shown } = schemas.ShownSettings;
  const settings = Object.keys(sent).map((name) => {
    const schema = plain(sent[name]);
    const standard = shown[name]?.default ?? null;
    return { name, about: sent[name].description ?? '', schema, kind: kindOf(schema), standard, isSecret: schema.writeOnly === true, isOptional: standard === null };
  });
  return { settings, profiles: settings.find(({ name }) => name === 'profile')?.schema['x-profiles'] ?? {} };
}

function plain(schema) {
  const { anyOf, ...others } = schema;
  return { ...anyOf?.find(({ type }) => type !== 'null'), ...others };
}

function kindOf({ type, enum: options, items, writeOnly, maxLength, pattern = '' }) {
  if (writeOnly) return 'secret';
  if (options) return 'choice';
  if (type === 'boolean') return 'switch';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array' && items?.type === 'string') return 'list';
  if (type === 'string') return pattern.startsWith('^https') ? 'address' : maxLength >= LONG ? 'text' : 'line';
  return 'json';
}

export const nameOf = (name) => (has(`setting.${name}`) ? t(`setting.${name}`) : name[0].toUpperCase() + name.slice(1).replaceAll('_', ' '));

/** Say what a value means, in words where there are some. */
export function said(name, value) {
  if (value === HIDDEN) return t('settings.secret.set');
  return has(`setting.${name}.${value}`) ? t(`setting.${name}.${value}`) : written(value);
}

/** Make the field of a setting; `change()` is called whenever somebody changes it. */
export function fieldOf(setting, value, change) {
  const { name, about } = setting;
  const { tag = 'input', children, ...properties } = KINDS[setting.kind].make(setting);
  const hint = [has(`setting.${name}.about`) ? t(`setting.${name}.about`) : about, limits(setting)].filter(Boolean).join(' ');
  const whole = field(nameOf(name), { name, autocomplete: 'off', ...properties, on: { input: change } }, { tag, hint, children: children ?? [] });
  write(setting, whole.control, value);
  return whole;
}

/** Put a value into the field of a setting. */
export function write(setting, control, value) {
  control.value = KINDS[setting.kind].write(value);
}

/** Answer what stands in the field of a setting, null for nothing. Throws a sentence where it is none of its kind. */
export function read({ kind, isOptional }, { value, validity }) {
  const text = value.trim();
  if (!text && !validity.badInput && (isOptional || kind === 'secret')) return null;
  return KINDS[kind].read(text);
}

function limits({ kind, schema: { minimum, maximum, type, maxItems, maxLength }, isOptional }) {
  const told = {
    number: () => t(type === 'integer' ? 'settings.whole' : 'settings.number', { low: minimum ?? 0, high: maximum ?? '∞' }),
    list: () => (maxItems ? t('settings.list.most', { count: maxItems }) : t('settings.list')),
    text: () => t('settings.letters', { count: maxLength }),
    address: () => t('settings.address'),
    secret: () => t('settings.secret'),
    json: () => t('settings.json'),
  }[kind]?.();
  return [told, isOptional && ['number', 'address', 'line', 'text', 'json'].includes(kind) && t('settings.optional')].filter(Boolean).join(' ');
}

function options({ name, isOptional }, values) {
  const none = has(`setting.${name}.null`) ? t(`setting.${name}.null`) : t('settings.automatic');
  return [...(isOptional ? [['', none]] : []), ...values.map((value) => [value, said(name, value)])].map(([value, text]) => make('option', { value }, text));
}

const same = { make: () => ({}), write: (value) => value ?? '', read: (text) => text };

const KINDS = {
  choice: { ...same, make: (setting) => ({ tag: 'select', children: options(setting, setting.schema.enum) }) },
  switch: { make: (setting) => ({ tag: 'select', children: options(setting, [true, false]) }), write: (value) => (value === null ? '' : String(value)), read: (text) => text === 'true' },
  number: {
    make: ({ schema: { minimum, maximum, type } }) => ({ type: 'number', min: minimum, max: maximum, step: type === 'integer' ? 1 : 'any', inputmode: 'decimal' }),
    write: (value) => value ?? '',
    read: (text) => {
      if (text === '' || Number.isNaN(Number(text))) throw new Error(t('settings.no_number'));
      return Number(text);
    },
  },
  list: {
    make: () => ({ tag: 'textarea', rows: 4, spellcheck: 'false' }),
    write: (value) => (value ?? []).join('\n'),
    read: (text) => text.split('\n').map((one) => one.trim()).filter(Boolean),
  },
  line: same,
  address: { ...same, make: () => ({ type: 'url', placeholder: 'https://', spellcheck: 'false' }) },
  text: { ...same, make: ({ schema: { maxLength } }) => ({ tag: 'textarea', rows: 4, maxlength: maxLength }) },
  secret: { ...same, make: () => ({ type: 'password', autocomplete: 'new-password' }), write: () => '' }, // it is never shown again
  json: {
    make: () => ({ tag: 'textarea', rows: 5, class: 'code', spellcheck: 'false' }),
    write: (value) => (value === null ? '' : JSON.stringify(value, null, 2)),
    read: (text) => {
      try {
        return JSON.parse(text);
      } catch {
        throw new Error(t('settings.no_json'));
      }
    },
  },
};

/** Tell whether two values are the same. */
export const areSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
