/* One comment. */

import { CommentForm } from './form.js';
import { relativeDate } from './language.js';
import { button, make } from './make.js';

const LONG = 32; // lines, and as many more as their characters would fill

/** Answer a comment's element. `parent` is the place of what it answers, if that is shown. */
export function article(thread, comment, parent) {
  if (comment.status === 'deleted') {
    return make('article', { part: 'comment removed', tabIndex: -1 }, make('p', {}, thread.say('removed')));
  }
  const isPending = comment.status === 'pending';
  return make('article', { part: isPending ? 'comment pending' : 'comment', tabIndex: -1 },
    byline(thread, comment, parent),
    isPending && make('p', { part: 'notice' }, thread.say('pending')),
    ...body(thread, comment),
    !isPending && tools(thread, comment));
}

function byline(thread, { id, author, created_at, edited_at, is_pinned }, parent) {
  const isDeep = parent?.comment.parent && parent.comment.author; // below the root the indentation says it
  return make('header', { part: 'byline' },
    avatar(author.name),
    make(author.url ? 'a' : 'span', { part: 'author', dir: 'auto', ...author.url && { href: author.url, rel: 'nofollow ugc noopener' } }, author.name),
    author.badge && make('span', { part: 'badge' }, thread.say(author.badge) ?? author.badge),
    isDeep && make('span', { part: 'in-reply-to' }, thread.say('inReplyTo', parent.comment.author)),
    make('a', { href: `${location.href.split('#')[0]}#belowline-${id}`, part: 'permalink' }, date(thread, created_at)),
    edited_at && make('span', { part: 'edited' }, thread.say('edited')),
    is_pinned && make('span', { part: 'pinned' }, thread.say('pinned')));
}

function date({ locale }, at) {
  const time = make('time', { part: 'date', dateTime: at }, relativeDate(locale, at));
  time.onmouseenter = () => (time.title = new Date(at).toLocaleString(locale));
  return time;
}

/** Initials on a colour that the same name always has; no image, so nobody is asked for one. */
function avatar(name) {
  const element = make('span', { part: 'avatar', ariaHidden: true }, name.match(/(?<!\S)\S/gu).slice(0, 2).join(''));
  element.style.setProperty('--hue', name.codePointAt() * 47 + name.length * 97);
  return element;
}

/** A long text is folded until it is wanted. */
function body(thread, { html }) {
  const element = make('div', { part: 'body', dir: 'auto' });
  element.innerHTML = trusted(html, thread.room);
  if (html.split('\n').length + html.length / 80 < LONG) return [element];
  element.part.add('folded');
  const more = button(thread, 'unfold', () => {
    element.part.remove('folded');
    element.tabIndex = -1;
    element.focus();
    more.remove();
  });
  return [element, more];
}

// The service sanitised `html`; a page's CSP may require Trusted Types all the same.
// A page has one policy of this name, whatever languages its threads are in.
function trusted(html, room) {
  room.policy ??= window.trustedTypes?.createPolicy('belowline', { createHTML: (text) => text });
  return room.policy?.createHTML(html) ?? html;
}

function tools(thread, comment) {
  const element = make('div', { part: 'tools' });
  if (thread.about.is_open) element.append(replyButton(thread, comment));
  for (const kind of ['like', 'report']) {
    const tool = button(thread, kind, () => thread.act(element, kind, comment, tool));
    const count = comment.reactions[kind];
    if (count) tool.append(` ${count.toLocaleString(thread.locale)}`);
    tool.ariaLabel = `${tool.textContent}: ${comment.author.name}`;
    element.append(tool);
  }
  return element;
}

function replyButton(thread, comment) {
  const tool = button(thread, 'reply', () => {
    const form = new CommentForm(thread, comment, () => {
      form.element.replaceWith(tool);
      tool.focus();
    });
    tool.replaceWith(form.element);
    form.focus();
  });
  tool.ariaLabel = `${tool.textContent}: ${comment.author.name}`;
  return tool;
}
