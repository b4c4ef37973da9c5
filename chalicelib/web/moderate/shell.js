/*
 * The frame around all views: who is here, where one can go, how sending stands, and the help on keys.
 */

import { open } from './dialog.js';
import { button, make } from './dom.js';
import { t } from './i18n.js';
import * as keys from './keys.js';
import * as outbox from './outbox.js';
import { session } from './session.js';

/** Put up the frame; answers where views go. `views` are those that this role may see. */
export function putUp(views, signOut) {
  const nav = make('nav', { id: 'views', 'aria-label': t('shell.views') },
    make('ul', {}, views.map(({ name, key }) => make('li', {}, make('a', { href: `#${name}`, 'aria-keyshortcuts': key, data: { view: name } }, t(`views.${name}`))))),
    make('div', { class: 'person' }, make('div', { class: 'who' }), button(t('sign_out.do'), signOut, { class: 'quiet' })));
  const main = make('main', { id: 'main', tabindex: '-1' });
  const page = document.querySelector('#page');
  page.replaceChildren(
    make('a', { class: 'skip', href: `#${main.id}`, on: { click: (event) => { event.preventDefault(); main.focus(); } } }, t('shell.skip')),
    make('header', {}, menu(nav), make('p', { class: 'brand' }, 'Belowline'), make('p', { class: 'site' }, session.me.site.name), sendingState(),
      button([t('help.title'), make('kbd', { 'aria-hidden': 'true' }, '?')], help, { class: 'quiet keys-help', 'aria-keyshortcuts': '?' })),
    nav, main);
  greet();
  return main;
}

/** Say who is here. */
export function greet() {
  const { name, role } = session.me;
  document.querySelector('.who').replaceChildren(make('p', {}, name), make('p', { class: 'faint' }, t(`role.${role}`)));
}

/** Mark the view that is open. */
export function mark(name) {
  for (const one of document.querySelectorAll('#views a')) {
    if (one.dataset.view === name) one.setAttribute('aria-current', 'page');
    else one.removeAttribute('aria-current');
  }
  document.querySelector('.menu')?.setAttribute('aria-expanded', 'false');
}

/** Show all keys, and the switch that turns them off. */
export function help() {
  const isOn = make('input', { type: 'checkbox', checked: keys.areOn(), on: { change: ({ target }) => keys.switchTo(target.checked) } });
  const lists = [...keys.groups()].map(([group, shortcuts]) => make('section', {}, make('h3', {}, t(group)),
    make('dl', { class: 'keys' }, shortcuts.map(({ key, does }) => make('div', {}, make('dt', {}, make('kbd', {}, shown(key))), make('dd', {}, t(does)))))));
  open(t('help.title'), make('div', {}, make('div', { class: 'columns' }, lists), make('label', { class: 'switch' }, isOn, t('help.on')), make('p', { class: 'hint' }, t('help.off'))), { kind: 'wide' });
}

function shown(key) {
  if (/^[A-Z]$/.test(key)) return `${t('help.shift')} + ${key.toLowerCase()}`;
  return { Enter: t('help.enter'), Escape: t('help.escape') }[key] ?? key;
}

function menu(nav) {
  const toggle = button(t('shell.menu'), () => toggle.setAttribute('aria-expanded', String(toggle.getAttribute('aria-expanded') !== 'true')), {
    class: 'menu', 'aria-expanded': 'false', 'aria-controls': nav.id,
  });
  addEventListener('keydown', ({ key }) => key === 'Escape' && toggle.setAttribute('aria-expanded', 'false'));
  return toggle;
}

function sendingState() {
  const place = make('p', { class: 'sending' });
  const show = () => place.replaceChildren(...sendingParts());
  outbox.outbox.addEventListener('change', show);
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
  return place;
}

function sendingParts() {
  const { count, problem } = outbox.state();
  if (!navigator.onLine) return [make('span', { class: 'alarm' }, count ? t('sending.offline', { count }) : t('sending.offline.none'))];
  if (problem && count) return [make('span', { class: 'alarm' }, t('sending.failed', { count })), button(t('sending.again'), () => outbox.flush(), { class: 'quiet' })];
  return count ? [t('sending.held', { count })] : [];
}
