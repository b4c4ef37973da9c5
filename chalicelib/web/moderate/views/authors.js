/*
 * Authors: one with all that is known of them, and what can be done about all that they left; found by name or e-mail among the comments.
 */

import { get } from '../api.js';
import * as authors from '../author.js';
import { historyText } from '../card.js';
import { finder } from '../controls.js';
import { button, make } from '../dom.js';
import { endless } from '../endless.js';
import { badge, made, panel } from '../entries.js';
import { moment, number, t } from '../i18n.js';
import { peek } from '../peek.js';
import { alarm, note, say } from '../tell.js';

const STATUSES = ['pending', 'approved', 'rejected', 'spam', 'deleted'];

export const view = {
  async open({ author, q }, { host, go, signal }) {
    const shown = make('div', {});
    host.append(finder('authors', { name: 'q', type: 'search', value: q ?? '', maxlength: 100 }, (asked) => go('authors', { q: asked }), signal), shown);
    if (author) return show(await authors.read(author, signal));
    if (q) return search(shown, q, signal);
    return shown.append(make('p', { class: 'lead' }, t('authors.lead')));

    function show(one) {
      shown.replaceChildren(one ? sheet(one, again) : make('p', {}, t('authors.none')));
    }

    /** Read the author anew after something was done about them. */
    async function again(work, said) {
      const done = await work;
      if (!done) return;
      try {
        show(await authors.read(author, signal));
        shown.querySelector('button')?.focus();
      } catch (problem) {
        alarm(problem.message, { action: { label: t('try_again'), run: () => again(true, said) } });
      }
      if (said) {
        note(said);
        say(said);
      }
    }
  },
};

const addressOf = (author) => `#authors?${new URLSearchParams({ author })}`;

/** Look through the comments of one status after another for who signed so, or gave that e-mail. */
function search(host, q, signal) {
  const words = q.toLocaleLowerCase();
  const known = new Set();
  return endless(host, {
    list: make('ul', { class: 'entries' }), signal, empty: t('authors.none'), looked: () => t('queue.looked'),
    read: async (place) => {
      const { index, cursor } = place ?? { index: 0, cursor: null };
      const { comments, next } = await get('moderation/comments', { status: STATUSES[index], q, limit: 100, cursor }, { signal });
      return { items: comments, next: next ? { index, cursor: next } : index + 1 < STATUSES.length ? { index: index + 1, cursor: null } : null };
    },
    show: ({ author }) => {
      if (!author.id || known.has(author.id) || ![author.name, author.email].some((text) => text?.toLocaleLowerCase().includes(words))) return null;
      known.add(author.id);
      return make('li', {},
        make('h2', {}, make('a', { href: addressOf(author.id), dir: 'auto' }, author.name ?? t('card.nobody'))),
        make('p', { class: 'faint' }, [author.email, historyText(author), author.is_trusted && t('card.trusted')].filter(Boolean).join(' · ')));
    },
  });
}

/* ---- One author ---- */

function sheet(author, again) {
  const names = [...new Set(author.comments.map((comment) => comment.author.name).filter(Boolean))];
  const [newest] = author.comments;
  const named = { ...author, name: names[0] ?? t('card.nobody') };
  const signed = [newest?.author.email, names.length > 1 && t('authors.also', { names: names.slice(1).join(', ') })].filter(Boolean).join(' · ');
  return make('div', { class: 'sheet' },
    make('section', { class: 'panel' },
      make('div', { class: 'entry-head' }, make('h2', { dir: 'auto' }, named.name), author.is_trusted && badge(t('card.trusted'))),
      make('p', { class: 'faint', dir: 'auto' }, signed),
      history(author),
      make('p', { class: author.note ? 'noted' : 'faint', dir: 'auto' }, author.note ?? t('authors.no_note')),
      blocks(author),
      doing(named, newest, again)),
    panel(t('details.recent'), make('a', { href: `#queue?${new URLSearchParams({ author: author.id })}` }, t('authors.all')),
      make('ol', { class: 'recent' }, author.comments.map(recent))));
}

function history({ id, history: counts }) {
  return make('dl', { class: 'tiles' }, STATUSES.map((list) => make('div', {}, make('dt', {}, t(`lists.${list}`)),
    make('dd', {}, counts[list] ? make('a', { href: `#queue?${new URLSearchParams({ author: id, list })}` }, number(counts[list])) : '0'))));
}

function blocks({ blocks: all }) {
  return all.map(({ kind, value, reason, until }) => make('p', { class: 'noted', dir: 'auto' },
    t('details.blocked', { what: t(`block.${kind}`, { value }) }), ' ', until ? t('blocks.until', { at: moment(until) }) : t('block.until.lifted'), reason && ` · ${reason}`));
}

function doing(author, newest, again) {
  const { is_trusted: isTrusted } = author;
  const trust = () => again(authors.change(author.id, { is_trusted: false }).then(() => true, (problem) => alarm(problem.message)), t('saved'));
  return make('div', { class: 'row' },
    button(t('author.note.do'), () => again(authors.writeNote(author), t('saved'))),
    isTrusted ? button(t('authors.distrust'), trust) : button(t('author.trust.short'), () => again(authors.approveAndTrust(author))),
    button(t('author.all.reject.short'), () => again(authors.decideOnAll(author, 'reject'))),
    button(t('author.all.spam.short'), () => again(authors.decideOnAll(author, 'spam'))),
    newest && button(t('block.short'), () => again(authors.block(newest)), { class: 'grave' }));
}

function recent(comment) {
  const { id, status, created_at, body, page_title, page } = comment;
  return make('li', {},
    make('p', { class: 'faint' }, badge(t(`status.${status}`), status), ' ', made(created_at), ' · ', make('span', { dir: 'auto' }, page_title ?? page)),
    make('p', { class: 'excerpt', dir: 'auto' }, body ?? t('card.erased')),
    button(t('card.details'), () => peek(id), { class: 'as-link' }));
}
