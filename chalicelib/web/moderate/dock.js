/*
 * The dock at the bottom while comments are selected: what to do with all of them, and with all others that the filter shows.
 */

import { ACTIONS } from './actions.js';
import { button, make } from './dom.js';
import { t } from './i18n.js';

/** Make the dock; `does` has `decide(action)`, `withReason()`, `all()` and `clear()`. Answers the element and `show({ count, actions, isAll, mayBeMore })`. */
export function dock(does) {
  const told = make('p', {});
  const decisions = make('div', { class: 'row' });
  const whole = button([t('dock.all'), make('kbd', { 'aria-hidden': 'true' }, 'A')], does.all, { class: 'quiet', 'aria-keyshortcuts': 'A' });
  const element = make('section', { class: 'dock', 'aria-label': t('dock.title'), hidden: true },
    told, whole, decisions, button(t('dock.clear'), does.clear, { class: 'quiet', 'aria-keyshortcuts': 'Escape' }));
  return { element, show };

  function show({ count, actions, isAll, mayBeMore }) {
    element.hidden = count === 0;
    told.textContent = isAll ? t('dock.all.count') : t('dock.count', { count });
    whole.hidden = isAll || !mayBeMore;
    decisions.replaceChildren(...ACTIONS.filter(({ name }) => actions.has(name)).map(({ name, key, style = '' }) =>
      button([t(`actions.${name}`), make('kbd', { 'aria-hidden': 'true' }, key)], () => does.decide(name), { class: style, 'aria-keyshortcuts': key })));
  }
}
