/*
 * Settings of the site, made of the service's description of itself. What is changed here is kept in this tab until it is saved or thrown away; all of it is saved at once.
 */

import { call, description, get } from '../api.js';
import { blame, clear } from '../controls.js';
import { ask } from '../dialog.js';
import { button, make } from '../dom.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { areSame, fieldOf, nameOf, read, said, settingsIn, write } from '../setting.js';
import { note, say } from '../tell.js';

/** In which part a setting stands, by its name or how that begins. What is in none stands in `other`. */
const PARTS = {
  moderation: ['moderation_mode', 'trust_after', 'flags_to_hold', 'max_links', 'banned_words', 'suspect_words', 'posts_per_minute'],
  external: ['proof', 'akismet', 'toxicity'],
  form: ['edit_window_minutes', 'guidelines', 'privacy_url', 'reserved_names'],
  sign_on: ['sign_on'],
  pages: ['close_after_days', 'feed_url', 'popular', 'tracking_parameters'],
  site: ['languages', 'timezone'],
  other: [],
};

export const view = {
  async open(place, context) {
    const { host, signal } = context;
    host.append(make('p', { class: 'faint', role: 'status' }, t('loading')));
    const [described, shown] = await Promise.all([description({ signal }), get('settings', {}, { signal })]);
    new Settings(settingsIn(described), shown, context).show(place.part);
  },
};

const partOf = (name) => Object.keys(PARTS).find((part) => PARTS[part].some((start) => name === start || name.startsWith(`${start}_`))) ?? 'other';

class Settings {
  #drafts;

  #fields = {};

  #rows = {};

  constructor({ settings, profiles }, shown, context) {
    Object.assign(this, { settings: settings.filter(({ name }) => name !== 'profile'), profiles, shown, context });
    this.kept = `belowline:settings:${session.site}`;
    const kept = Object.entries(JSON.parse(sessionStorage.getItem(this.kept) ?? '{}'));
    this.#drafts = Object.fromEntries(kept.filter(([name]) => this.settings.some((setting) => setting.name === name)));
    this.bar = make('section', { class: 'save-bar', 'aria-label': t('settings.unsaved'), hidden: true });
    this.wrong = make('p', { class: 'wrong', role: 'alert' });
  }

  show(part) {
    const parts = Object.keys(PARTS).map((name) => [name, this.settings.filter((setting) => partOf(setting.name) === name)]).filter(([, all]) => all.length);
    this.context.host.replaceChildren(
      make('p', { class: 'lead' }, t('settings.lead')),
      make('nav', { class: 'tabs', 'aria-label': t('views.settings') }, make('ul', {}, parts.map(([name]) => make('li', {}, this.link(name))))),
      this.profile(),
      make('form', { novalidate: true, on: { submit: (event) => this.save(event) } }, parts.map(([name, all]) =>
        make('section', { class: 'panel', 'aria-labelledby': `part-${name}` },
          make('h2', { id: `part-${name}`, tabindex: '-1' }, t(`settings.part.${name}`)), all.map((setting) => this.row(setting)))), this.bar));
    this.tellChanges();
    if (part) document.getElementById(`part-${part}`)?.scrollIntoView();
  }

  link(name) {
    return make('a', { href: `#settings?part=${name}`, on: { click: (event) => this.go(event, name) } }, t(`settings.part.${name}`));
  }

  go(event, name) {
    event.preventDefault();
    this.context.stay({ part: name });
    const heading = document.getElementById(`part-${name}`);
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  /* ---- One setting ---- */

  row(setting) {
    const { name } = setting;
    const draft = this.#drafts[name];
    const field = fieldOf(setting, this.shown[name], () => this.changed(setting));
    if (draft?.isBack) write(setting, field.control, this.standard(setting));
    else if (draft) field.control.value = draft.text;
    const row = make('div', { class: 'setting' }, field, make('div', { class: 'setting-foot' }));
    this.#fields[name] = field;
    this.#rows[name] = row;
    this.tell(setting);
    return row;
  }

  /** Say what is special about a setting: whether it is changed, from what, and the way back. */
  tell(setting) {
    const { name, isSecret } = setting;
    const isGiven = this.shown.given.includes(name);
    const draft = this.#drafts[name];
    const standard = isSecret ? '' : t('settings.default', { value: said(name, this.standard(setting)) });
    const back = t(isSecret ? 'settings.remove' : 'settings.reset');
    this.#rows[name].lastElementChild.replaceChildren(...[
      make('code', {}, name),
      isSecret ? make('span', {}, t(this.shown[name] === null ? 'settings.secret.unset' : 'settings.secret.set')) : make('span', {}, standard),
      isGiven && !isSecret && make('span', { class: 'badge' }, t('settings.given')),
      draft && make('span', { class: 'badge own' }, t('settings.draft')),
      isGiven && !draft && button(back, () => this.giveBack(setting), { class: 'as-link', 'aria-label': `${back}: ${nameOf(name)}` }),
      draft && button(t('undo'), () => this.undo(setting), { class: 'as-link', 'aria-label': `${t('undo')}: ${nameOf(name)}` }),
    ].filter(Boolean));
  }

  /** Answer what a setting is where the site has not given it. */
  standard({ name, standard }) {
    return this.profiles[this.shown.profile]?.[name] ?? standard;
  }

  changed(setting) {
    const { name, isSecret } = setting;
    const { control } = this.#fields[name];
    let isSame = isSecret && !control.value;
    try {
      isSame ||= areSame(read(setting, control), this.shown[name]);
    } catch {
      // It is none of its kind yet: who saves is told.
    }
    this.draft(setting, isSame ? null : { text: control.value });
  }

  giveBack(setting) {
    write(setting, this.#fields[setting.name].control, this.standard(setting));
    this.draft(setting, { isBack: true });
    this.#fields[setting.name].control.focus();
  }

  undo(setting) {
    write(setting, this.#fields[setting.name].control, this.shown[setting.name]);
    this.draft(setting, null);
    this.#fields[setting.name].control.focus();
  }

  draft(setting, draft) {
    const { name, isSecret } = setting;
    if (draft) this.#drafts[name] = draft;
    else delete this.#drafts[name];
    const kept = Object.fromEntries(Object.entries(this.#drafts).filter(([one]) => !this.settings.find((it) => it.name === one)?.isSecret));
    sessionStorage.setItem(this.kept, JSON.stringify(kept));
    if (isSecret && !draft) this.#fields[name].control.value = '';
    this.tell(setting);
    this.tellChanges();
  }

  /** Have the focus somewhere once what had it is gone, without moving anything. */
  rest() {
    this.context.host.closest('main').focus({ preventScroll: true });
  }

  /* ---- Saving ---- */

  tellChanges() {
    const count = Object.keys(this.#drafts).length;
    this.bar.hidden = count === 0;
    this.bar.replaceChildren(this.wrong, make('p', {}, t('settings.changes', { count })), make('div', { class: 'row' },
      button(t('settings.discard'), () => this.discard()), this.saving = make('button', { class: 'primary' }, t('save'))));
  }

  discard() {
    this.wrong.textContent = '';
    clear(this.#fields);
    for (const setting of this.settings) if (this.#drafts[setting.name]) this.undo(setting);
    this.rest();
  }

  /** Answer what is to be sent; throws like a problem of the service where something is none of its kind. */
  changes() {
    const changes = {};
    const fields = [];
    for (const setting of this.settings) {
      const { name } = setting;
      const draft = this.#drafts[name];
      try {
        if (draft) changes[name] = draft.isBack ? null : read(setting, this.#fields[name].control);
      } catch ({ message }) {
        fields.push({ field: name, message });
      }
    }
    if (fields.length) throw Object.assign(new Error(fields[0].message), { fields });
    return changes;
  }

  async save(event) {
    event.preventDefault();
    if (this.bar.hidden || this.saving.getAttribute('aria-disabled')) return;
    this.saving.setAttribute('aria-disabled', 'true');
    this.wrong.textContent = '';
    clear(this.#fields);
    try {
      this.taken(await call('PATCH', 'settings', { body: this.changes() }));
    } catch (problem) {
      if (!problem.fields) throw problem;
      this.wrong.textContent = blame(problem, this.#fields);
    }
    this.saving.removeAttribute('aria-disabled');
  }

  taken(shown) {
    this.shown = shown;
    this.#drafts = {};
    sessionStorage.removeItem(this.kept);
    this.show();
    this.rest();
    note(t('saved'));
    say(t('saved'));
  }

  /* ---- Profiles ---- */

  profile() {
    const { profile } = this.shown;
    const others = Object.keys(this.profiles).filter((one) => one !== profile);
    return make('section', { class: 'panel' },
      make('div', { class: 'panel-head' }, make('h2', { tabindex: '-1' }, t('settings.profile')), make('span', { class: 'badge' }, said('profile', profile))),
      make('p', {}, t('settings.profile.lead')),
      make('div', { class: 'row' }, others.map((one) => button(t('settings.profile.try', { profile: said('profile', one) }), () => this.apply(one)))));
  }

  /** Show what another profile would change, and what not since the site has set it itself; then perhaps take it. */
  async apply(profile) {
    const names = [...new Set(Object.values(this.profiles).flatMap((all) => Object.keys(all)))];
    const all = this.settings.filter(({ name }) => names.includes(name));
    const then = ({ name, standard }) => this.profiles[profile][name] ?? standard;
    const changing = all.filter((setting) => !this.shown.given.includes(setting.name) && !areSame(then(setting), this.shown[setting.name]));
    const staying = all.filter((setting) => this.shown.given.includes(setting.name) && !areSame(then(setting), this.shown[setting.name]));
    const table = make('table', { class: 'numbers' },
      make('thead', {}, make('tr', {}, ['setting', 'now', 'then'].map((column) => make('th', { scope: 'col' }, t(`settings.profile.${column}`))))),
      make('tbody', {}, changing.map((setting) => make('tr', {}, make('th', { scope: 'row' }, nameOf(setting.name)),
        [this.shown[setting.name], then(setting)].map((value) => make('td', {}, said(setting.name, value)))))));
    const told = [
      changing.length ? table : make('p', {}, t('log.nothing')),
      staying.length > 0 && make('p', { class: 'hint' }, t('settings.profile.stays', { names: staying.map(({ name }) => `${nameOf(name)} (${said(name, this.shown[name])})`).join(', ') })),
    ];
    const name = said('profile', profile);
    const send = () => call('PATCH', 'settings', { body: { profile } });
    const shown = await ask(t('settings.profile.title', { profile: name }), told, { does: t('settings.profile.apply', { profile: name }), send });
    if (shown) this.applied(shown);
  }

  /** Drafts stay: they are no part of it. */
  applied(shown) {
    this.shown = shown;
    this.show();
    this.rest();
    note(t('saved'));
    say(t('saved'));
  }
}
