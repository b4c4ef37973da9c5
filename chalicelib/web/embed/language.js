/* Words and dates in a language. `Intl` takes long for its first answer of a kind, so it is asked for what needs it alone. */

/** Put values into a text; where its words differ by number, `count` chooses. */
export function say(locale, text, values = {}) {
  const words = text.other ? text[new Intl.PluralRules(locale).select(values.count)] ?? text.other : text;
  return words.replace(/{(\w+)}/g, (_, name) => (values[name] > 999 ? values[name].toLocaleString(locale) : values[name]));
}

const UNITS = { year: 31_557_600, month: 2_629_800, week: 604_800, day: 86_400, hour: 3_600, minute: 60 }; // seconds
const formats = {};

export function relativeDate(locale, at) {
  const age = Math.max(0, (Date.now() - Date.parse(at)) / 1000); // a reader's clock may be slow
  const [unit, size] = Object.entries(UNITS).find(([, seconds]) => age >= seconds) ?? ['second', 1];
  formats[locale] ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return formats[locale].format(-Math.floor(age / size), unit);
}
