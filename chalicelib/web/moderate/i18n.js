/*
 * Words, numbers and times in the reader's language. Only the file of that language is loaded; `locales/en.json` is the measure for all.
 */

const LANGUAGES = ['en', 'fr'];

let words = {};
let variant;
let plural;
let numbers;
let days;
let moments;
let spans;

/** The language that is spoken here: the first of the browser's that we know. */
export const language = navigator.languages.map(base).find((one) => LANGUAGES.includes(one)) ?? 'en';

function base(tag) {
  return tag.split('-')[0].toLowerCase();
}

/** Learn the words; everything else here waits for it. */
export async function learn() {
  const answer = await fetch(new URL(`locales/${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`There are no words: ${answer.status}`);
  words = await answer.json();
  // The browser's own variant of the language says how numbers and times are written.
  variant = navigator.languages.find((one) => base(one) === language) ?? language;
  plural = new Intl.PluralRules(variant);
  numbers = new Intl.NumberFormat(variant);
  days = new Intl.DateTimeFormat(variant, { dateStyle: 'medium' });
  moments = new Intl.DateTimeFormat(variant, { dateStyle: 'medium', timeStyle: 'short' });
  spans = new Intl.RelativeTimeFormat(variant, { numeric: 'auto', style: 'short' });
  document.documentElement.lang = language;
}

/** Answer a text by its name, with values in its braces; a number named `count` chooses the plural form. */
export function t(name, values = {}) {
  return form(name, values).replace(/\{(\w+)\}/g, (_, key) => shown(values[key]));
}

/** Answer a text whose braces hold elements too, as a list of both. */
export function fill(name, values) {
  return form(name, values).split(/\{(\w+)\}/).map((part, index) => (index % 2 ? (values[part] instanceof Node ? values[part] : shown(values[part])) : part));
}

/** Tell whether there is a text of this name: some names come from the service, which may know more than we do. */
export function has(name) {
  return name in words;
}

function form(name, { count }) {
  const found = words[name] ?? name;
  return typeof found === 'string' ? found : found[plural.select(count)] ?? found.other;
}

function shown(value) {
  return typeof value === 'number' ? numbers.format(value) : String(value ?? '');
}

export const number = (value) => numbers.format(value);
export const day = (time) => days.format(new Date(time));
export const moment = (time) => moments.format(new Date(time));

/** Answer what writes times as the reader does, by these options of `Intl.DateTimeFormat`: with a `timeZone`, as they are told elsewhere. */
export const times = (options) => new Intl.DateTimeFormat(variant, options);

export const percent = (share) => new Intl.NumberFormat(variant, { style: 'percent' }).format(share);

const LENGTHS = [['day', 172_800, 86_400], ['hour', 3600, 3600], ['minute', 60, 60], ['second', 0, 1]];

/** Answer how long so many seconds are, in one unit: "2.5 hrs". */
export function lasting(seconds) {
  const [unit, , length] = LENGTHS.find(([, least]) => seconds >= least);
  return new Intl.NumberFormat(variant, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'minute' ? 0 : 1 }).format(seconds / length);
}

const STEPS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 30], ['month', 12], ['year', Infinity]];

/** Answer how long ago a time is, in one unit: "5 min. ago". */
export function ago(time, now = Date.now()) {
  let amount = (new Date(time) - now) / 1000;
  for (const [unit, most] of STEPS) {
    if (Math.abs(amount) < most) return spans.format(Math.trunc(amount), unit);
    amount /= most;
  }
  return moment(time);
}

/** Answer a time of the service's as a browser's field has it, which knows no timezone but the one that the browser is in. */
export function toField(time) {
  const at = new Date(time);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Answer what such a field has as the service takes it. */
export const fromField = (text) => new Date(text).toISOString();

/** Say which time it is that such a field has. */
export const here = () => t('local_time', { timezone: Intl.DateTimeFormat().resolvedOptions().timeZone });
