/*
 * Which comments: tabs for the lists, and a form for what is looked for in them. Where one is lies in the address, so all of this is links and changes of it.
 */

import { button, field, make } from './dom.js';
import { has, t } from './i18n.js';

const LISTS = ['pending', 'flagged', 'approved', 'spam', 'rejected', 'deleted'];
const CHECKS = [
  'everything_waits', 'author_is_new', 'flagged', 'has_suspect_words', 'has_banned_words', 'has_too_many_links', 'author_was_rejected_before',
  'trap_was_filled', 'form_was_too_fast', 'program_filled_the_form', 'proof_of_work', 'akismet', 'toxicity',
];
const HOUR = 3_600_000;
/** Ages by name: how old a comment is at most, or at least. */
const AGES = { hour: { since: HOUR }, day: { since: 24 * HOUR }, week: { since: 168 * HOUR }, 'over-hour': { until: HOUR }, 'over-day': { until: 24 * HOUR } };

/** Answer what the service is asked for a place; ages are reckoned from now. */
export function queryOf({ list, page, author, q, check, age }) {
  const { since, until } = AGES[age] ?? {};
  const kind = list === 'flagged' ? { flagged: 'true' } : { status: list === 'all' ? '' : list };
  return { ...kind, page, author, q, check, since: since && before(since), until: until && before(until) };
}

const before = (span) => new Date(Date.now() - span).toISOString();

/** Answer a place with what it leaves open. A list of an author without a status is of all. */
export function placed(place) {
  return { ...place, list: [...LISTS, 'all'].includes(place.list) ? place.list : place.author ? 'all' : 'pending' };
}

/** Tell whether a place asks for anything beside its list. */
export const isNarrow = ({ page, author, q, check, age }) => Boolean(page || author || q || check || age);

/** Make the tabs. */
export function tabs(place) {
  const lists = place.author ? ['all', ...LISTS] : LISTS;
  return make('nav', { class: 'tabs', 'aria-label': t('filters.lists') }, make('ul', {}, lists.map((list) =>
    make('li', {}, make('a', { href: addressOf({ ...place, list }), 'aria-current': list === place.list && 'page' }, t(`lists.${list}`))))));
}

/** Make the form; `go(place)` opens another place. Its `named(name)` says whose comments these are, where they are of one author. */
export function filterForm(place, go) {
  const who = make('strong', { dir: 'auto' });
  const search = field(t('filters.q'), { name: 'q', type: 'search', value: place.q ?? '', maxlength: 100, 'aria-keyshortcuts': '/', placeholder: t('filters.q.placeholder') });
  const form = make('form', { class: 'filters', role: 'search', 'aria-label': t('filters.title'), on: { submit: send } },
    search,
    more(place),
    select('check', CHECKS.map((check) => [check, t(`checks.${check}`)]), place.check),
    select('age', Object.keys(AGES).map((age) => [age, t(`ages.${age}`)]), place.age),
    field(t('filters.page'), { name: 'page', value: place.page ?? '', maxlength: 1024, inputmode: 'url', autocomplete: 'off', placeholder: '/2026/…' }),
    make('div', { class: 'row' }, make('button', {}, t('filters.do')), isNarrow(place) && button(t('filters.clear'), () => go({ list: opener(place).list }), { class: 'quiet' })),
    place.author && make('p', { class: 'chosen' }, t('details.author'), ' ', who, ' ', button('×', () => go({ ...opener(place), author: '' }), { class: 'quiet', 'aria-label': t('filters.author.any') })));
  return Object.assign(form, { named: (name) => { who.textContent = name; } });

  function send(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    go({ list: place.list, author: place.author, ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.trim()])) });
  }
}

/** Answer a place as it may be without its author: a list of all is of one author's alone. */
const opener = (place) => ({ ...place, list: place.list === 'all' ? 'pending' : place.list });

/** On a phone all but the search is behind a button, and there at once where something is chosen in it. */
function more({ page, check, age }) {
  const toggle = button(t('filters.more'), () => toggle.setAttribute('aria-expanded', String(toggle.getAttribute('aria-expanded') !== 'true')), {
    class: 'more', 'aria-expanded': String(Boolean(page || check || age)),
  });
  return toggle;
}

function select(name, options, chosen) {
  const known = chosen && !options.some(([value]) => value === chosen) ? [...options, [chosen, has(`checks.${chosen}`) ? t(`checks.${chosen}`) : chosen]] : options;
  const children = [['', t(`filters.${name}.any`)], ...known].map(([value, text]) => make('option', { value, selected: value === (chosen ?? '') }, text));
  return field(t(`filters.${name}`), { name }, { tag: 'select', children });
}

export function addressOf(place) {
  return `#queue?${new URLSearchParams(Object.entries(place).filter(([, value]) => value))}`;
}
