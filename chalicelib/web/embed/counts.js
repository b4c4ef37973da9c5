/* Counts of pages as words: in <belowline-views>, and in what has `data-belowline-count`. */

import words from './words/en.json' with { type: 'json' };
import { say } from './language.js';
import { make } from './make.js';

const BATCH = { pages: 100, characters: 6_000 }; // of one request; gateways refuse long addresses

let asked = null; // the pages asked for in this turn, and their counts, promised

/** Fill a <belowline-views>: with the view that was counted of this page, or with what another page has. */
export async function views(host, { views, call, languageOf, report, dispatch }) {
  const page = host.shown;
  const { locale } = languageOf(host);
  const text = make('span', { part: 'views', lang: locale }, '…');
  host.shadowRoot.replaceChildren(text);
  try {
    const { view_count } = await (views[page] ?? counts(page, call));
    text.textContent = say(locale, words.view_count, { count: view_count });
    dispatch(host, 'ready', { page, view_count });
  } catch (problem) {
    text.textContent = '–';
    report(host, problem);
  }
}

/** Give an element its page's number of comments as text; should that not come, it keeps its own. */
export async function count(element, { call, languageOf, report }) {
  try {
    const { comment_count } = await counts(element.dataset.belowlineCount || element.href, call);
    element.textContent = say(languageOf(element).locale, words.comment_count, { count: comment_count });
  } catch (problem) {
    report(element, problem);
  }
}

function counts(page, call) {
  asked ??= { pages: new Set(), answer: new Promise(setTimeout).then(() => askForCounts(call)) };
  asked.pages.add(page);
  return asked.answer.then((answer) => answer.get(page)());
}

async function askForCounts(call) {
  const pages = [...asked.pages];
  asked = null;
  const answer = new Map();
  await Promise.all(batches(pages).map((batch) => askFor(batch, call, answer)));
  return answer;
}

/** Note for each page what answers its counts, or throws why there are none. Of pages that are refused together each half is asked for by itself. */
async function askFor(pages, call, answer) {
  try {
    const { counts } = await call(`counts?${pages.map(parameter).join('&')}`);
    counts.forEach((count, place) => answer.set(pages[place], () => count));
  } catch (problem) {
    const half = problem.status === 422 && pages.length >> 1;
    if (half) await Promise.all([pages.slice(0, half), pages.slice(half)].map((part) => askFor(part, call, answer)));
    else pages.forEach((page) => answer.set(page, () => { throw problem; }));
  }
}

function batches(pages) {
  const all = [];
  let room = 0;
  for (const page of pages) {
    room -= parameter(page).length;
    if (room < 0 || all.at(-1).length === BATCH.pages) {
      all.push([]);
      room = BATCH.characters;
    }
    all.at(-1).push(page);
  }
  return all;
}

function parameter(page) {
  return `page=${encodeURIComponent(page).replaceAll('%2F', '/')}`;
}
