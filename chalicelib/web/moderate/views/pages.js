/*
 * One page: whether it takes comments and until when, its title, and where it has moved. Found by its address, path or id.
 */

import { call, get } from '../api.js';
import { blame, choices, clear, CODE, finder } from '../controls.js';
import { ask } from '../dialog.js';
import { field, link, make } from '../dom.js';
import { pageAddress, panel, popular, ranking } from '../entries.js';
import { fromField, here, moment, number, t, toField } from '../i18n.js';
import { note, say } from '../tell.js';

export const view = {
  async open({ page }, { host, go, signal }) {
    const shown = make('div', {});
    host.append(finder('pages', { name: 'page', value: page ?? '', maxlength: 1024, placeholder: 'https://… /2026/… id:…' }, (asked) => go('pages', { page: asked }), signal), shown);
    if (!page) return shown.append(await suggestions(signal));
    shown.append(make('p', { class: 'faint', role: 'status' }, t('loading')));
    try {
      show(await get('pages', { page }, { signal }));
    } catch (problem) {
      if (problem.status !== 422) throw problem;
      shown.replaceChildren(make('p', { class: 'wrong', role: 'alert' }, problem.message));
      host.querySelector('input').focus();
    }
    return undefined;

    function show(found) {
      shown.replaceChildren(sheet(found, show));
    }
  },
};

async function suggestions(signal) {
  const [discussed, read] = await Promise.all([popular('comments', 'week', signal), popular('views', 'week', signal)]);
  const during = () => make('p', { class: 'faint' }, t('span.week'));
  return make('div', { class: 'even' }, panel(t('start.discussed'), during(), ranking(discussed, 'comments')), panel(t('start.read'), during(), ranking(read, 'views')));
}

/* ---- One page ---- */

function sheet(page, show) {
  const { key, url, title } = page;
  return make('section', { class: 'panel page-sheet' },
    make('h2', { dir: 'auto' }, title ?? key),
    make('p', {}, link(url, url ?? key)),
    facts(page),
    make('ul', { class: 'row' }, [['approved', 'pages.approved'], ['pending', 'pages.pending']].map(([list, text]) =>
      make('li', {}, make('a', { class: 'button', href: `#queue?${new URLSearchParams({ list, page: key })}` }, t(text)))),
    make('li', {}, make('a', { class: 'button', href: `#start?${new URLSearchParams({ page: key })}` }, t('pages.figures')))),
    page.alias_of && make('p', { class: 'noted' }, t('pages.is_alias'), ' ', make('a', { href: pageAddress(page.alias_of), dir: 'auto' }, page.alias_of)),
    changes(page, show));
}

function facts({ key, comment_count, reactions, published_at }) {
  const fact = (name, value) => make('div', {}, make('dt', {}, t(name)), make('dd', { dir: 'auto' }, value));
  return make('dl', { class: 'facts' },
    fact('pages.key', key), fact('views.queue', number(comment_count)), fact('pages.likes', number(reactions.like ?? 0)),
    published_at && fact('pages.published', moment(published_at)));
}

function changes(page, show) {
  const fields = fieldsOf(page);
  const wrong = make('p', { class: 'wrong', role: 'alert' });
  const save = make('button', { class: 'primary' }, t('save'));
  const open = choices(t('pages.taking'), 'is_open', ['open', 'closed'].map((name) => [name, t(`pages.${name}`), t(`pages.${name}.help`)]), page.is_open ? 'open' : 'closed');
  return make('form', { on: { submit: send } }, open, fields.closes_at, fields.title, fields.alias_of, wrong, make('div', { class: 'row' }, save));

  async function send(event) {
    event.preventDefault();
    const changed = changedIn(page, open, fields);
    if (changed.alias_of && !(await isSure(page, changed.alias_of))) return undefined;
    save.setAttribute('aria-disabled', 'true');
    wrong.textContent = '';
    clear(fields);
    try {
      const now = await call('PUT', 'pages', { query: { page: page.key }, body: changed });
      show(now);
      document.querySelector('.page-sheet form button').focus();
      note(t('saved'));
      return say(t('saved'));
    } catch (problem) {
      wrong.textContent = blame(problem, fields);
    }
    return save.removeAttribute('aria-disabled');
  }
}

function fieldsOf({ closes_at, title, title_by, alias_of }) {
  return {
    closes_at: field(t('field.closes_at'), { type: 'datetime-local', name: 'closes_at', value: closes_at ? toField(closes_at) : '' }, { hint: `${t('pages.closes_at.help')} ${here()}` }),
    title: field(t('field.title'), { name: 'title', maxlength: 300, value: title ?? '', dir: 'auto', autocomplete: 'off' },
      { hint: t(title_by ? `pages.title.by_${title_by}` : 'pages.title.help') }),
    alias_of: field(t('field.alias_of'), { name: 'alias_of', maxlength: 1024, value: alias_of ?? '', dir: 'auto', ...CODE }, { hint: t('pages.alias.help') }),
  };
}

/** Answer what is another than it was. A title that is the feed's is not given by who leaves it as it is. */
function changedIn(page, open, { closes_at, title, alias_of }) {
  const is = {
    is_open: open.value() === 'open',
    closes_at: closes_at.control.value,
    title: title.control.value.trim(),
    alias_of: alias_of.control.value.trim(),
  };
  const was = { is_open: page.is_open, closes_at: page.closes_at ? toField(page.closes_at) : '', title: page.title ?? '', alias_of: page.alias_of ?? '' };
  const sent = { ...is, closes_at: is.closes_at ? fromField(is.closes_at) : null, title: is.title || null, alias_of: is.alias_of || null };
  return Object.fromEntries(Object.keys(is).filter((name) => is[name] !== was[name]).map((name) => [name, sent[name]]));
}

function isSure({ key }, target) {
  const help = ['moves', 'stays', 'when'].map((name) => make('li', {}, t(`pages.alias.${name}`, { page: key, target })));
  return ask(t('pages.alias.title'), make('ul', { class: 'points' }, help), { does: t('pages.alias.do'), send: () => true });
}
