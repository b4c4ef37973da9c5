/*
 * The log: who did what, when, to what and why, the newest first. The service gives all of it in order; what is looked for in it is picked out here.
 */

import { get } from '../api.js';
import { atSlash, select } from '../controls.js';
import { button, field, make } from '../dom.js';
import { endless } from '../endless.js';
import { t } from '../i18n.js';
import { line, textOf, whatOf, whoOf } from '../line.js';

/** What can be done, by groups of actions that mean the same to who looks for it. */
const KINDS = {
  decisions: ['approve', 'reject', 'spam', 'delete', 'restore', 'hold'],
  texts: ['edit', 'withdraw'],
  pins: ['pin', 'unpin'],
  authors: ['author', 'block', 'unblock'],
  pages: ['page'],
  settings: ['settings', 'token_create', 'token_revoke'],
};
const A_PART = 100;

export const view = {
  async open(place, context) {
    const { host, signal, go } = context;
    const list = make('ol', { class: 'lines' });
    const form = filters(place, (changed) => go('log', changed));
    host.append(form);
    atSlash(form.elements.q, signal);
    const read = async (cursor) => {
      const { lines, next } = await get('moderation/log', { limit: A_PART, cursor }, { signal });
      return { items: lines, next };
    };
    await endless(host, {
      list, read, signal,
      show: (one) => (fits(one, place) ? line(one) : null),
      empty: t(isNarrow(place) ? 'queue.empty.filter' : 'log.empty'),
      looked: () => t('queue.looked'),
    });
  },
};

const isNarrow = ({ kind, by, q }) => Boolean(kind || by || q);

function fits(one, { kind, by, q }) {
  if (kind && !(KINDS[kind] ?? [kind]).includes(one.action)) return false;
  if (by && !holds(whoOf(one), by)) return false;
  return !q || [whatOf(one), ...textOf(one)].some((text) => holds(text, q));
}

const holds = (text, words) => (text ?? '').toLocaleLowerCase().includes(words.toLocaleLowerCase());

function filters(place, go) {
  const kind = select(t('log.kind'), 'kind', ['', ...Object.keys(KINDS)].map((name) => [name, t(`log.kind.${name || 'any'}`)]), place.kind);
  const by = field(t('log.by'), { name: 'by', value: place.by ?? '', autocomplete: 'off', maxlength: 80 });
  const q = field(t('filters.q'), { name: 'q', type: 'search', value: place.q ?? '', maxlength: 100, 'aria-keyshortcuts': '/' });
  const form = make('form', { class: 'filters', role: 'search', on: { submit: send, change: ({ target }) => target.matches('select') && send() } },
    q, kind, by, make('div', { class: 'row' }, make('button', {}, t('filters.do')), isNarrow(place) && button(t('filters.clear'), () => go({}), { class: 'quiet' })));
  return form;

  function send(event) {
    event?.preventDefault();
    go(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()])));
  }
}
