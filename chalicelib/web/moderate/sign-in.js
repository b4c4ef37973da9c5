/*
 * Signing in: as the whole page where nobody is at the desk, and in place where a token ended while somebody was, who loses nothing of what is open.
 */

import { get } from './api.js';
import { open } from './dialog.js';
import { button, field, make } from './dom.js';
import { t } from './i18n.js';
import { begin, keep, session } from './session.js';

/** Ask the service whose the token is; throws a `Problem` where it takes none such. */
export async function identify({ site = session.site, token = session.token } = {}) {
  const before = session.site;
  session.site = site;
  try {
    const me = await get('moderation/me', {}, { token });
    Object.assign(session, { token, me });
    keep();
    again?.close();
  } catch (problem) {
    session.site = before || site;
    throw problem;
  }
}

/** Show the form as the whole page; `why` says what was wrong. `done` is called once somebody is signed in. */
export function signIn(done, why = '') {
  again?.close();
  const site = field(t('sign_in.site'), { name: 'site', required: true, autocomplete: 'organization', autocapitalize: 'none', spellcheck: 'false', value: session.site });
  const token = tokenField();
  const wrong = make('p', { class: 'wrong', role: 'alert' });
  const form = make('form', {}, make('h1', {}, t('sign_in.title')), wrong, site, token, make('button', { class: 'primary' }, t('sign_in.do')));
  form.addEventListener('submit', (event) => submit(event, wrong, { site: site.control.value.trim(), token: token.control.value.trim() }, done));
  document.querySelector('#page').replaceChildren(make('main', { class: 'alone' }, make('p', { class: 'brand' }, 'Belowline'), form));
  wrong.textContent = why;
  (session.site ? token : site).control.focus();
}

let again = null;

/** Ask for a token of the same site above all that is open. That ends when somebody has signed in, here or by an address, or out. */
export function signInAgain(problem, signOut) {
  if (again?.dialog.open) return;
  const token = tokenField();
  const wrong = make('p', { class: 'wrong', role: 'alert' }, problem.message);
  const form = make('form', {}, make('p', {}, t('sign_in.again.help', { site: session.me?.site.name ?? session.site })), wrong, token,
    make('div', { class: 'row' }, make('button', { class: 'primary' }, t('sign_in.do')), button(t('sign_out.do'), signOut)));
  again = open(t('sign_in.again'), form, { isFirm: true });
  form.addEventListener('submit', (event) => submit(event, wrong, { token: token.control.value.trim() }, begin));
  token.control.focus();
}

function tokenField() {
  return field(t('sign_in.token'), { name: 'token', type: 'password', required: true, autocomplete: 'off' }, { hint: t('sign_in.token.help') });
}

async function submit(event, wrong, given, done) {
  event.preventDefault();
  wrong.textContent = '';
  try {
    await identify(given);
  } catch (problem) {
    wrong.textContent = problem.message;
    return;
  }
  done();
}
