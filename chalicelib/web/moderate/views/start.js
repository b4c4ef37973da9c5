/*
 * How the site is doing, or one page of it: what waits, what was read, what was said and decided, over hours or days of the site's timezone.
 */

import { get } from '../api.js';
import { button, make } from '../dom.js';
import { pageAddress, panel, ranking } from '../entries.js';
import { SPANS, calls, spanOf } from '../figures.js';
import { lasting, moment, number, percent, t, times } from '../i18n.js';
import { alarm, say } from '../tell.js';

const STATUSES = ['pending', 'approved', 'rejected', 'spam', 'deleted'];

export const view = {
  async open(place, { host, actions, me, signal }) {
    let shown = null;
    const drawing = import('../chart.js'); // on its way together with the figures
    const renew = button(t('start.again'), () => again(), { class: 'quiet' });
    host.append(make('p', { class: 'faint', role: 'status' }, t('loading')));
    await draw();
    actions.append(renew);
    return { close: () => shown.close() };

    async function draw() {
      const [chart, read] = await Promise.all([drawing, ask(place, me.site.timezone, signal)]);
      shown?.close();
      shown = sheet(place, read, chart);
      host.replaceChildren(...shown.parts);
    }

    async function again() {
      if (renew.getAttribute('aria-disabled')) return;
      renew.setAttribute('aria-disabled', 'true');
      try {
        await draw();
        say(t('start.renewed'));
      } catch (problem) {
        if (!signal.aborted) alarm(problem.message);
      }
      renew.removeAttribute('aria-disabled');
    }
  },
};

/** Answer the statistics, and what is most read and most discussed where all pages are looked at. */
async function ask(place, timezone, signal) {
  const [stats, ...lists] = await Promise.all(calls(place, timezone).map(([path, query]) => get(path, query, { signal })));
  const [read, discussed] = lists.map(({ pages }) => pages);
  return { stats, read, discussed };
}

function sheet(place, { stats, read, discussed }, chart) {
  const name = spanOf(place);
  const during = (span) => make('p', { class: 'faint' }, t(`span.${span}`));
  const { window } = SPANS[name];
  const told = writing(stats);
  const charts = [views, comments, decisions].map((one) => charted(chart, stats, told, one(stats, told)));
  const [readers, statuses, decided] = charts.map(({ element }) => element);
  const parts = [
    make('div', { class: 'row between' }, spans(name, place), scope(place)),
    tiles(stats),
    readers,
    read && make('div', { class: 'even' }, panel(t('start.read'), during(window), ranking(read, 'views')), panel(t('start.discussed'), during(window), ranking(discussed, 'comments'))),
    statuses, decided,
    make('div', { class: 'even' },
      stats.referrers && panel(t('start.referrers'), during(name), ...referrers(stats, chart)),
      panel(t('start.moderators'), during(name), measured(stats.moderators.map((one) => [one.name, one.decision_count])))),
    make('p', { class: 'faint' }, t('start.as_of', { at: moment(Date.now()), timezone: stats.timezone })),
  ].filter(Boolean);
  return { parts, close: () => charts.forEach(({ close }) => close()) };
}

/** Answer how hours or days are written: `short` below a chart, `long` in sentences and tables. */
function writing({ by, timezone: timeZone }) {
  const [short, long] = by === 'hour'
    ? [{ hour: '2-digit', minute: '2-digit' }, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }]
    : [{ day: 'numeric', month: 'short' }, { weekday: 'short', day: 'numeric', month: 'short' }];
  const [below, within] = [short, long].map((options) => times({ ...options, timeZone }));
  return { short: ({ starts_at }) => below.format(new Date(starts_at)), long: ({ starts_at }) => within.format(new Date(starts_at)) };
}

/* ---- Where one is ---- */

function spans(chosen, { page }) {
  return make('nav', { class: 'tabs', 'aria-label': t('views.start') }, make('ul', {}, Object.keys(SPANS).map((name) =>
    make('li', {}, make('a', { href: `#start?${new URLSearchParams({ span: name, ...(page && { page }) })}`, 'aria-current': name === chosen && 'page' }, t(`span.${name}`))))));
}

function scope({ page }) {
  return page && make('p', {}, t('start.only'), ' ', make('a', { href: pageAddress(page), dir: 'auto' }, page), ' · ', make('a', { href: '#start' }, t('start.whole')));
}

/* ---- Numbers ---- */

function tiles(stats) {
  const { oldest_pending_at: oldest, oldest_pending_seconds: waited, median_decision_seconds: median, share_approved: share } = stats;
  const page = stats.page ? { page: stats.page } : {};
  return make('dl', { class: 'tiles' },
    tile('start.oldest', oldest ? make('a', { href: `#queue?${new URLSearchParams({ list: 'pending', ...page })}`, title: moment(oldest) }, lasting(waited)) : '–'),
    tile('start.median', medianText(median)),
    tile('start.decisions', number(stats.decision_count)),
    tile('start.share', shareText(share)),
    tile('start.views', number(stats.view_count)),
    'visit_count' in stats && tile('start.visits', number(stats.visit_count)));
}

const shareText = (share) => (share === null ? '–' : percent(share));
const medianText = (seconds) => (seconds === null ? '–' : lasting(seconds));

function tile(name, value) {
  return make('div', {}, make('dt', {}, t(name)), make('dd', {}, value));
}

/** Make a list of names, each with how many it has. */
function measured(all) {
  if (!all.length) return make('p', { class: 'faint' }, t('ranking.none'));
  const most = Math.max(...all.map(([, count]) => count));
  return make('ol', { class: 'ranking' }, all.map(([name, count]) => {
    const item = make('li', { class: 'measured' }, make('span', { dir: 'auto' }, name), make('span', {}, number(count)));
    item.style.setProperty('--share', count / most);
    return item;
  }));
}

/** Make the first hosts that readers came from, and behind a line all that are told, with what others brought. */
function referrers({ referrers: hosts, other_referrers_view_count: others }, { numbers }) {
  const all = hosts.map(({ host, view_count: count }) => [host, count]);
  const rows = [...all, [t('start.hosts.other'), others]].map(([host, count]) => [host, number(count)]);
  return [measured(all.slice(0, 8)), all.length > 8 && numbers(t('start.referrers'), [t('start.host'), t('start.views')], rows)];
}

/* ---- Charts ---- */

function views(stats, told) {
  const counted = ['view', 'visit'].filter((one) => `${one}_count` in stats);
  const series = counted.map((one) => ({ className: `of-${one}s`, values: stats.buckets.map((bucket) => bucket[`${one}_count`]) }));
  const said = (from) => counted.map((one) => t(`start.${one}s.count`, { count: from[`${one}_count`] })).join(', ');
  return {
    title: t('start.views.title'),
    rows: [{ told: summary(t('start.views.title'), stats, told, ({ view_count }) => view_count), series }],
    said, columns: counted.map((one) => t(`start.${one}s`)), cells: (bucket) => counted.map((one) => number(bucket[`${one}_count`])), keys: counted,
  };
}

function comments(stats, told) {
  const rows = STATUSES.map((status) => ({
    name: [t(`lists.${status}`), ' ', make('strong', {}, number(stats.comments[status]))],
    told: summary(t(`lists.${status}`), stats, told, (bucket) => bucket.comments[status]),
    series: [{ className: `of-${status}`, values: stats.buckets.map((bucket) => bucket.comments[status]) }],
  }));
  const said = (from) => STATUSES.filter((status) => from.comments[status]).map((status) => `${t(`lists.${status}`)} ${number(from.comments[status])}`).join(', ') || t('log.nothing');
  return {
    title: t('start.comments.title'), rows, said, columns: STATUSES.map((status) => t(`lists.${status}`)), cells: (bucket) => STATUSES.map((status) => number(bucket.comments[status])),
  };
}

function decisions(stats, told) {
  const count = ({ decision_count }) => decision_count;
  const said = ({ decision_count: made, share_approved: share, median_decision_seconds: median }) => [
    t('start.decisions.count', { count: made }), share !== null && t('start.share.of', { share: percent(share) }), median !== null && t('start.median.of', { time: lasting(median) }),
  ].filter(Boolean).join(', ');
  const cells = ({ decision_count: made, share_approved: share, median_decision_seconds: median }) => [number(made), shareText(share), medianText(median)];
  return {
    title: t('start.decisions'),
    rows: [{ told: summary(t('start.decisions'), stats, told, count), series: [{ className: 'of-decisions', values: stats.buckets.map(count) }] }],
    said, columns: [t('start.decisions'), t('start.share'), t('start.median')], cells,
  };
}

/** Put a chart together with what it tells: at first of the whole time, then of the hour or day that somebody points at. */
function charted({ bars, numbers }, { by, buckets, ...stats }, told, { title, rows, said, columns, cells, keys = [] }) {
  const all = said(stats);
  const read = make('p', { class: 'read', 'aria-hidden': 'true' }, all);
  const chart = bars({ rows, labels: buckets.map(told.short), point: (index) => { read.textContent = index === null ? all : `${told.long(buckets[index])}: ${said(buckets[index])}`; } });
  const table = numbers(title, [t(`per.${by}`), ...columns], buckets.map((bucket) => [told.long(bucket), ...cells(bucket)]).reverse());
  const legend = keys.length > 1 && make('ul', { class: 'legend', 'aria-hidden': 'true' }, keys.map((one) => make('li', { class: `of-${one}s` }, t(`start.${one}s`))));
  return { element: panel(title, null, legend, read, chart.element, table), close: chart.close };
}

function summary(title, { buckets }, told, count) {
  const sum = buckets.reduce((before, bucket) => before + count(bucket), 0);
  const highest = buckets.reduce((best, bucket) => (count(bucket) > count(best) ? bucket : best));
  return sum ? t('start.summary', { title, sum, most: count(highest), at: told.long(highest) }) : t('start.summary.none', { title });
}
