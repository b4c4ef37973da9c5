/*
 * Who may not comment: by e-mail, domain of e-mails or hash of an address.
 */

import { get, post } from '../api.js';
import { DAYS } from '../author.js';
import { CODE, select } from '../controls.js';
import { endless } from '../endless.js';
import { ask } from '../dialog.js';
import { button, field, make } from '../dom.js';
import { badge, entry, entryOf, made, remove } from '../entries.js';
import { fromField, here, moment, t, toField } from '../i18n.js';
import { alarm, note, say } from '../tell.js';

const KINDS = ['email', 'domain', 'author', 'address'];

export const view = {
  async open(_place, { host, actions, signal }) {
    const list = make('ul', { class: 'entries' });
    const shown = (block) => shownAs(block, { lift: () => lift(block), change: () => change(block) });
    host.append(make('p', { class: 'lead' }, t('blocks.lead')));
    await endless(host, {
      list, signal, show: shown, empty: t('blocks.none'),
      read: async (cursor) => {
        const { blocks, next } = await get('moderation/blocks', { cursor }, { signal });
        return { items: blocks, next };
      },
    });
    actions.append(button(t('blocks.add'), () => change(), { class: 'primary' }));

    async function change(block = null) {
      const now = await askFor(block);
      if (!now) return;
      put(now);
      note(t('block.done', { value: now.value }));
    }

    /** Show a block as it is now, in its place or as the newest. */
    function put(block) {
      const before = entryOf(list, block.id);
      if (before) before.replaceWith(shown(block));
      else list.prepend(shown(block));
      entryOf(list, block.id).querySelector('button').focus();
    }

    async function lift(block) {
      const text = t('blocks.lift.title', { value: block.value });
      const isSure = await ask(text, make('p', {}, t('blocks.lift.help')), { does: t('blocks.lift'), send: () => remove(`moderation/blocks/${block.id}`) });
      if (!isSure) return;
      entryOf(list, block.id)?.remove();
      note(t('blocks.lifted', { value: block.value }), { action: { label: t('blocks.again'), run: () => again(block) } });
      say(t('blocks.lifted', { value: block.value }));
      actions.querySelector('button').focus();
    }

    async function again({ kind, value, reason, until }) {
      try {
        put(await post('moderation/blocks', { kind, value, reason, until }));
        note(t('block.done', { value }));
      } catch (problem) {
        alarm(problem.message, { action: { label: t('try_again'), run: () => again({ kind, value, reason, until }) } });
      }
    }
  },
};

function shownAs({ id, kind, value, reason, until, created_at, by_name }, does) {
  return entry(id, value, badge(t(`block.kind.${kind}`)),
    [reason && make('p', { class: 'said', dir: 'auto' }, reason),
      make('p', { class: 'faint' }, until ? t('blocks.until', { at: moment(until) }) : t('block.until.lifted'), ' · ', t('blocks.by', { name: by_name }), ' ', made(created_at))],
    ['change', 'lift'].map((name) => button(t(`blocks.${name}`), does[name], { class: 'quiet', 'aria-label': `${t(`blocks.${name}`)}: ${value}` })));
}

/** Ask for a block, or for another reason and end of one that there is; answers it as it is then, or null. */
function askFor(block) {
  const kind = select(t('block.kind'), 'kind', KINDS.map((name) => [name, t(`block.kind.${name}`)]));
  const value = field(t('blocks.value'), { name: 'value', required: true, maxlength: 254, autofocus: true, ...CODE }, { hint: t('blocks.value.help') });
  const typed = { name: 'reason', maxlength: 2000, rows: 3, value: block?.reason ?? '', autofocus: Boolean(block) };
  const reason = field(t('block.reason'), typed, { tag: 'textarea', hint: t('block.reason.help') });
  const span = select(t('block.until'), 'span', ['lifted', ...Object.keys(DAYS), 'date'].map((name) => [name, t(`block.until.${name}`)]), block?.until ? 'date' : 'lifted');
  const date = field(t('blocks.date'), { name: 'until', type: 'datetime-local', required: true, value: block?.until ? toField(block.until) : '' }, { hint: here() });
  const showDate = () => {
    date.hidden = span.control.value !== 'date';
    date.control.disabled = date.hidden;
  };
  span.control.addEventListener('change', showDate);
  showDate();
  const send = () => post('moderation/blocks', {
    kind: block?.kind ?? kind.control.value,
    value: block?.value ?? value.control.value.trim(),
    reason: reason.control.value.trim() || null,
    until: end(span.control.value, date.control.value),
  });
  const title = block ? `${t('blocks.change')}: ${block.value}` : t('blocks.add');
  return ask(title, [...(block ? [] : [kind, value]), reason, span, date], { does: t(block ? 'save' : 'block.do'), send, isGrave: !block });
}

function end(span, date) {
  if (span === 'lifted') return null;
  return span === 'date' ? fromField(date) : new Date(Date.now() + DAYS[span] * 86_400_000).toISOString();
}
