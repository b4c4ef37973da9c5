/*
 * What is asked for the overview, here and not at the view, so that it can be asked for while the view is still on its way.
 */

import { getAhead } from './api.js';
import { popularIn } from './entries.js';

const DAY = 86_400_000;

/** What can be looked at: by what it is counted, how many days it has, and the window of popular pages beside it. */
export const SPANS = {
  day: { by: 'hour', days: 1, window: 'day' },
  week: { by: 'day', days: 7, window: 'week' },
  month: { by: 'day', days: 30, window: 'month' },
  quarter: { by: 'day', days: 90, window: 'month' },
};
const UNASKED = 'week'; // what the service tells of where nobody says from when on

export const spanOf = ({ span }) => (span in SPANS ? span : UNASKED);

/** Answer what to ask: paths with their parameters, first that of the statistics. */
export function calls(place, timezone) {
  const { page } = place;
  const span = SPANS[spanOf(place)];
  const from = spanOf(place) === UNASKED ? null : beginning(span, timezone);
  const stats = ['stats', { by: span.by, from, page }];
  return page ? [stats] : [stats, ...['views', 'comments'].map((by) => popularIn(by, span.window))];
}

/** Ask ahead, where no timezone has to be known for that. */
export function ahead(place) {
  if (spanOf(place) === UNASKED) for (const [path, query] of calls(place)) getAhead(path, query);
}

/** Answer from when on to ask: a day of the site for days, a moment for hours. */
function beginning({ by, days }, timeZone) {
  if (by === 'hour') return new Date(Date.now() - (days * 24 - 1) * 3_600_000).toISOString();
  const midday = new Date(`${today(timeZone)}T12:00:00Z`);
  return new Date(midday - (days - 1) * DAY).toISOString().slice(0, 10);
}

/** Answer the day that it is somewhere, as the service writes days. */
function today(timeZone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts().map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
