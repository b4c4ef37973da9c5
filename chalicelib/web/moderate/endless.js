/*
 * Lists read part by part: the next one when the end comes near, or by a button. What could not be read is said, and can be asked for again.
 */

import { button, make } from './dom.js';
import { t } from './i18n.js';

const MOST_EMPTY = 20; // parts in a row in which nothing was found; then somebody is asked whether to go on
const NEAR = '800px';

/**
 * Put a list into `host`: `read(cursor)` answers `{ items, next }`, `show(item)` makes the element of one, or null where it is not to be shown. `empty` is said where there is none,
 * `looked()` how far was looked where nothing was found yet. Answers a promise that is kept once the first part is there; a problem of that is thrown.
 */
export async function endless(host, { list, read, show, empty, looked = () => '', signal }) {
  const more = button(t('queue.more'), () => further(), { hidden: true });
  const told = make('p', { class: 'faint', role: 'status' });
  const end = make('div', { class: 'end' }, told, more);
  const watcher = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && further(), { rootMargin: NEAR });
  let cursor = null;
  let isReading = false;
  host.append(list, end);
  if (await part()) watcher.observe(end);
  signal.addEventListener('abort', () => watcher.disconnect());

  async function further() {
    if (isReading || more.hidden) return;
    watcher.unobserve(end);
    try {
      if (await part()) watcher.observe(end); // which has it looked at once more: perhaps it is near still
    } catch (problem) {
      if (signal.aborted) return;
      tell('wrong', problem.message);
      more.textContent = t('try_again');
    }
  }

  async function part() {
    isReading = true;
    tell('faint', t('loading'));
    try {
      const found = await search();
      list.append(...found);
      const isOver = cursor === null;
      if (document.activeElement === more && isOver) list.lastElementChild?.querySelector('a, button')?.focus();
      more.hidden = isOver;
      more.textContent = found.length ? t('queue.more') : t('queue.go_on');
      tell('faint', found.length ? '' : isOver ? (list.childElementCount ? '' : empty) : looked());
      return found.length > 0;
    } finally {
      isReading = false;
    }
  }

  async function search() {
    for (let parts = 0; parts < MOST_EMPTY; parts += 1) {
      const { items, next } = await read(cursor);
      cursor = next;
      const found = items.map(show).filter(Boolean);
      if (found.length || cursor === null) return found;
    }
    return [];
  }

  function tell(style, text) {
    told.className = style;
    told.textContent = text;
  }
}
