/*
 * The moderator page. Everything that people wrote enters it as text; nothing that it needs comes from elsewhere.
 *
 * This module signs in and out and opens views by the address: `#queue?status=spam` is the view `queue` at that place, so that a reload, a link and the way back
 * lead to the same. A view is a module `views/NAME.js` that is listed in `views.js` and exports
 *
 *     export const view = { open(place, context) }
 *
 * `place` holds the parameters of the address ({ status: 'spam' }). `context` has
 *
 *     host          an empty element for all that the view shows; main has put the view's title above it
 *     actions       an element beside the title, for what concerns the view as a whole
 *     me            name and role of who is here, and the site: { name, role, site: { id, name, timezone } }
 *     go(name, p)   opens a view at a place; the way back leads here
 *     stay(p)       writes another place of this same view into the address, without opening it anew
 *     signal        aborted when the view is closed: for calls (`get(path, query, { signal })`) and listeners
 *
 * `open` may take its time, and answers nothing or `{ close() }`, which is called before another view is opened or this one at another place.
 * All else is imported where it is needed, one noun a module: `api` calls the service, `outbox` holds decisions, `dom` makes elements, `dialog`, `keys`
 * (shortcuts and the help on them), `tell` (what is said and noted), `i18n` (texts are in `locales/`, by the name of the view).
 */

import { announce } from './outcome.js';
import { alarm, attach } from './tell.js';
import { button, make } from './dom.js';
import { learn, t } from './i18n.js';
import * as keys from './keys.js';
import * as outbox from './outbox.js';
import { ask, closeAll } from './dialog.js';
import { comer, forget, recall, session, turns } from './session.js';
import { askAboutOthers } from './inherited.js';
import { greet, help, mark, putUp } from './shell.js';
import { identify, signIn, signInAgain } from './sign-in.js';
import { named, seenBy } from './views.js';

let main;
let opened = null;
let words;
let forgetKeys = () => {};

function start() {
  document.body.append(make('div', { id: 'page' }));
  words = learn().then(attach).then(() => true, unreadable);
  announce();
  keys.listen();
  keys.register([{ key: '?', does: 'keys.help', group: 'keys.everywhere', run: help }]);
  outbox.listen();
  turns.addEventListener('over', ({ detail }) => signInAgain(detail, signOut));
  turns.addEventListener('back', () => moveIn());
  addEventListener('hashchange', arrive);
  arrive();
}

/** Come by an address: one with a token signs in, any other opens its view. */
async function arrive() {
  recall();
  await change(comer());
  if (session.me && main) return openView();
  const hasToken = session.site && session.token;
  if (hasToken) prepare();
  const wrong = hasToken ? identify().then(() => null, (problem) => problem) : null; // asked while the words are on their way
  if (!(await words)) return undefined;
  if (!hasToken) return signIn(moveIn);
  document.querySelector('#page').replaceChildren(make('p', { class: 'alone', role: 'status' }, t('loading')));
  const problem = await wrong;
  if (!problem) return moveIn();
  return problem.isPassing ? tryAgain(problem) : signIn(moveIn, problem.message);
}

/** Have somebody come, if anybody does, once what was decided before is sent as who decided it. */
async function change(comer) {
  if (!comer) return;
  if (main) {
    leaveDesk();
    await outbox.stop();
  }
  Object.assign(session, comer);
}

/** Have the view that the address names on its way, and what it shows. Whether that fails is told to who opens it. */
function prepare() {
  const { name, place } = placeOf(location.hash);
  const { load, ahead } = named(name);
  ahead?.(place);
  load().catch(() => {});
}

/** Without words there is only this one sentence. */
function unreadable() {
  document.querySelector('#page').replaceChildren(make('p', { class: 'alone', role: 'alert' }, 'This page could not be loaded. Please try again in a moment.'));
  return false;
}

function tryAgain(problem) {
  const page = document.querySelector('#page');
  page.replaceChildren(make('main', { class: 'alone' }, make('h1', {}, t('shell.unreached')), make('p', { role: 'alert' }, problem.message), button(t('try_again'), arrive, { class: 'primary' })));
}

/** Put up the frame for who has signed in. Who signs in again where somebody of the same role was finds all as it was. */
function moveIn() {
  if (!main) outbox.start();
  if (main?.dataset.role === session.me.role) {
    greet();
  } else {
    const views = seenBy(session.me.role);
    main = putUp(views, signOut);
    main.dataset.role = session.me.role;
    forgetKeys();
    forgetKeys = keys.register(views.map(({ name, key }) => ({ key, does: `views.${name}`, group: 'keys.everywhere', run: () => { location.hash = name; } })));
    openView();
  }
  askAboutOthers();
}

async function signOut() {
  await outbox.flush();
  const { count } = outbox.state();
  if (count) {
    const isSure = await ask(t('sign_out.title'), make('p', {}, t('sign_out.unsent', { count })), { does: t('sign_out.anyway'), send: () => true, isGrave: true });
    if (!isSure) return;
  }
  leave();
}

function leave() {
  outbox.drop();
  leaveDesk();
  forget();
  signIn(moveIn);
}

function leaveDesk() {
  closeAll();
  close();
  forgetKeys();
  main = null;
}

/* ---- Views ---- */

function placeOf(hash) {
  const [name, query = ''] = hash.slice(1).split('?');
  return { name, place: Object.fromEntries(new URLSearchParams(query)) };
}

function addressOf(name, place) {
  const query = new URLSearchParams(Object.entries(place).filter(([, value]) => value)).toString();
  return `#${name}${query && `?${query}`}`;
}

function close() {
  opened?.abort.abort();
  opened?.view?.close?.();
  opened = null;
}

async function openView() {
  const asked = placeOf(location.hash);
  const { name, load } = named(asked.name, seenBy(session.me.role));
  const place = name === asked.name ? asked.place : {};
  const isAnother = opened?.name !== name;
  close();
  const mine = { name, abort: new AbortController() };
  opened = mine;
  mark(name);
  const context = frame(name, isAnother, mine);
  try {
    const { view } = await load();
    const shown = await view.open(place, context);
    if (opened !== mine) return shown?.close?.();
    mine.view = shown;
    if (isAnother && document.activeElement === document.body) main.querySelector('h1').focus({ preventScroll: true });
  } catch (problem) {
    if (!mine.abort.signal.aborted) failed(context, problem);
  }
}

function frame(name, isAnother, { abort }) {
  const title = t(`views.${name}`);
  const heading = make('h1', { tabindex: '-1' }, title);
  const actions = make('div', { class: 'row' });
  const host = make('div', { class: `view ${name}` });
  main.replaceChildren(make('div', { class: 'title' }, heading, actions), host);
  document.title = `${title} · ${session.me.site.name} · Belowline`;
  if (isAnother && document.activeElement?.closest('#views')) heading.focus();
  return {
    host,
    actions,
    me: session.me,
    signal: abort.signal,
    go: (to, place = {}) => { location.hash = addressOf(to, place); },
    stay: (place) => history.replaceState(null, '', addressOf(name, place)),
  };
}

function failed({ host }, problem) {
  if (problem.status === undefined) { // no answer of the service's: a module that is not there any more, or a mistake of ours
    console.error(problem);
    alarm(t('shell.outdated'), { action: { label: t('reload'), run: () => location.reload() } });
  } else {
    host.replaceChildren(make('p', { class: 'wrong' }, problem.message), button(t('try_again'), openView));
  }
}

start();
