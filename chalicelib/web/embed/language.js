/* Words, numbers and dates in a language. `Intl` writes every number, for not all languages count by the digits of code. */

/** Put values into a text; where its words differ by number, `count` chooses. */
export function say(locale, text, values = {}) {
  const words = text?.other ? text[new Intl.PluralRules(locale).select(values.count)] ?? text.other : text;
  return words?.replace(/{(\w+)}/g, (_, name) => values[name].toLocaleString(locale));
}

const UNITS = { year: 31557600, month: 2629800, week: 604800, day: 86400, hour: 3600, minute: 60 }; // seconds
const formats = {};

export function relativeDate(locale, at) {
  const age = Math.max(0, (Date.now() - Date.parse(at)) / 1000); // a reader's clock may be slow
  const [unit, size] = Object.entries(UNITS).find(([, seconds]) => age >= seconds) ?? ['second', 1];
  formats[locale] ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return formats[locale].format(-Math.floor(age / size), unit);
}
