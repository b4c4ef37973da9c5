/*
 * Tokens: who may moderate. A new one is shown once, for the service keeps no more of it than a hash.
 */

import { get, post } from '../api.js';
import { choices } from '../controls.js';
import { endless } from '../endless.js';
import { ask, open } from '../dialog.js';
import { button, field, make } from '../dom.js';
import { badge, entry, entryOf, made, remove } from '../entries.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { note, say } from '../tell.js';

const ROLES = ['moderator', 'admin'];

export const view = {
  async open(_place, { host, actions, me, signal }) {
    const list = make('ul', { class: 'entries' });
    const shown = (token) => shownAs(token, me, () => revoke(token));
    host.append(make('p', { class: 'lead' }, t('tokens.lead')));
    await endless(host, {
      list, signal, show: shown, empty: t('tokens.none'),
      read: async (cursor) => {
        const { tokens, next } = await get('tokens', { cursor }, { signal });
        return { items: tokens, next };
      },
    });
    const add = button(t('tokens.add'), create, { class: 'primary' });
    actions.append(add);

    async function create() {
      const token = await askFor();
      if (!token) return;
      list.append(shown(token));
      handOver(token, () => add.focus());
    }

    async function revoke(token) {
      const { id, name } = token;
      const help = t(id === me.id ? 'tokens.revoke.own' : 'tokens.revoke.help', { name });
      const isDone = await ask(t('tokens.revoke.title', { name }), make('p', {}, help), { does: t('tokens.revoke'), isGrave: true, send: () => remove(`tokens/${id}`) });
      if (!isDone) return;
      entryOf(list, id)?.remove();
      note(t('tokens.revoked', { name }));
      say(t('tokens.revoked', { name }));
      add.focus();
    }
  },
};

function shownAs({ id, role, name, created_at }, me, revoke) {
  return entry(id, name, [badge(t(`role.${role}`)), id === me.id && badge(t('tokens.own'), 'own')],
    make('p', { class: 'faint' }, made(created_at)),
    button(t('tokens.revoke'), revoke, { class: 'quiet grave', 'aria-label': `${t('tokens.revoke')}: ${name}` }));
}

function askFor() {
  const name = field(t('tokens.name'), { name: 'name', required: true, maxlength: 80, autocomplete: 'off', autofocus: true }, { hint: t('tokens.name.help') });
  const role = choices(t('tokens.role'), 'role', ROLES.map((one) => [one, t(`role.${one}`), t(`tokens.role.${one}`)]), 'moderator');
  return ask(t('tokens.add'), [name, role], { does: t('tokens.do'), send: () => post('tokens', { name: name.control.value.trim(), role: role.value() }) });
}

/** Show a token that was made, this once; whoever closes it has said that they have it. */
function handOver({ name, token }, closed) {
  const address = `${location.origin}${location.pathname}#${new URLSearchParams({ site: session.site, token })}`;
  const opened = open(t('tokens.made.title', { name }), make('div', { class: 'handed' },
    make('p', {}, t('tokens.once')),
    copied(t('tokens.token'), token),
    copied(t('tokens.address'), address),
    make('div', { class: 'row' }, button(t('tokens.kept'), () => opened.close(), { class: 'primary' }))), { isFirm: true, closed });
}

function copied(label, text) {
  const whole = field(label, { value: text, readonly: true, spellcheck: 'false', class: 'secret', on: { focus: ({ target }) => target.select() } });
  const copy = button(t('tokens.copy'), async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t('tokens.copied');
      say(t('tokens.copied'));
    } catch {
      whole.control.focus(); // where nothing may be copied by a script, it is selected for who copies by hand
    }
  }, { 'aria-label': `${t('tokens.copy')}: ${label}` });
  whole.control.after(copy);
  return whole;
}
