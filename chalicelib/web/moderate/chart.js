/*
 * Bars over hours or days, drawn by Chartist as SVG: so colours are the style sheet's, by day, by night and where readers force theirs.
 *
 * To a screen reader a chart is a picture with a sentence. Below it goes a table of its numbers, for who would rather read than look.
 */

import { BarChart, FixedScaleAxis, Svg } from './chartist.js';
import { make } from './dom.js';
import { number, t } from './i18n.js';

const LABEL = 84; // pixels that a label has for itself
const LEFT = 48; // of the plot, for the numbers beside it
const RIGHT = 12;
const BELOW = 22; // for the labels of time
const PART = 0.72; // of its hour or day that a bar is wide

// Chartist writes styles as attributes, which the page's policy forbids; a script may set them one by one.
const { attr } = Svg.prototype;
Svg.prototype.attr = function withoutStyle(given, namespace) {
  const { style, ...others } = typeof given === 'string' ? {} : given;
  if (style) this.getNode().style.cssText = style;
  return attr.call(this, typeof given === 'string' ? given : others, namespace);
};

/**
 * Make rows of bars under one axis of time. `rows`: `[{ name?, told, series: [{ className, values }] }]`, where the bars of a row's series stand before each other and `told` is the
 * sentence for screen readers; `labels` names the hours or days; `point(index)` is called with what somebody points at, and with null after.
 * Answers `{ element, close() }`; it is drawn once the element is on the page.
 */
export function bars({ rows, labels, point }) {
  const mark = make('div', { class: 'chart-mark', hidden: true });
  const plots = rows.map((row, index) => plot(row, index === rows.length - 1 ? labels : labels.map(() => ''), rows.length > 1));
  const element = make('div', { class: rows.length > 1 ? 'chart rows' : 'chart' },
    plots.map(({ whole }, index) => [rows[index].name && make('p', { class: 'chart-name' }, rows[index].name), whole]), mark);
  element.addEventListener('pointermove', (event) => pointAt(event, plots[0].whole));
  element.addEventListener('pointerleave', leave);
  return { element, close: () => plots.forEach(({ chart }) => chart.detach()) };

  function pointAt({ clientX }, first) {
    const { left, width } = first.getBoundingClientRect();
    const step = (width - LEFT - RIGHT) / labels.length;
    const index = Math.floor((clientX - left - LEFT) / step);
    if (index < 0 || index >= labels.length) return leave();
    const start = left - element.getBoundingClientRect().left + LEFT;
    Object.assign(mark.style, { left: `${start + index * step}px`, width: `${step}px` });
    mark.hidden = false;
    return point(index);
  }

  function leave() {
    mark.hidden = true;
    point(null);
  }
}

/** Make one row. One that `isLow` has room for two numbers beside it: nothing, and the most there is of it. */
function plot({ told, series }, labels, isLow) {
  const high = Math.max(1, ...series.flatMap(({ values }) => values));
  const isLast = labels.some(Boolean);
  const whole = make('div', { class: isLast ? 'plot last' : 'plot', role: 'img', 'aria-label': told });
  const every = () => Math.ceil((labels.length * LABEL) / (whole.clientWidth - LEFT));
  const chart = new BarChart(whole, { labels, series: series.map(({ className, values }) => ({ className, data: values })) }, {
    high, low: 0, stackBars: true, stackMode: 'overlap',
    chartPadding: { top: 8, right: RIGHT, bottom: 0, left: 0 },
    axisX: { offset: isLast ? BELOW : 4, showGrid: false, labelInterpolationFnc: (label, index) => ((labels.length - 1 - index) % every() ? null : label) },
    axisY: { offset: LEFT, onlyInteger: true, scaleMinSpace: 32, labelInterpolationFnc: number, ...(isLow && { type: FixedScaleAxis, ticks: [0, high], low: 0, high }) },
  });
  chart.on('created', ({ svg, chartRect }) => {
    svg.attr({ 'aria-hidden': 'true' });
    whole.style.setProperty('--bar', `${(chartRect.width() / labels.length) * PART}px`);
  });
  return { whole, chart };
}

/** Make a table behind a line that opens it. `columns` are headings, each row is a heading and what stands in the columns after the first. */
export function numbers(caption, columns, rows) {
  const table = make('table', { class: 'numbers' },
    make('caption', { class: 'unseen' }, caption),
    make('thead', {}, make('tr', {}, columns.map((column) => make('th', { scope: 'col' }, column)))),
    make('tbody', {}, rows.map(([heading, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, heading), cells.map((cell) => make('td', {}, cell))))));
  return make('details', { class: 'as-table' }, make('summary', {}, t('numbers.show'), make('span', { class: 'unseen' }, `: ${caption}`)),
    make('div', { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': caption }, table));
}
