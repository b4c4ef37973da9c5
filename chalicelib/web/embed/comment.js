/* One comment. */

import { CommentForm } from './form.js';
import { link, make } from './make.js';

/** Answer a comment's element. `parent` is the place of what it answers, if that is shown. */
export function article(thread, comment, parent) {
  if (comment.status === 'deleted') {
    return make('article', { part: 'comment removed', tabIndex: -1 }, make('p', {}, thread.say('removed')));
  }
  const isPending = comment.status === 'pending';
  const body = make('div', { part: 'body', dir: 'auto' });
  body.innerHTML = trusted(comment.html);
  return make('article', { part: isPending ? 'comment pending' : 'comment', tabIndex: -1 },
    byline(thread, comment, parent),
    isPending && make('p', { part: 'notice' }, thread.say('pending')),
    body,
    thread.about.is_open && !isPending && replyButton(thread, comment));
}

// The service sanitised `html`; a page's CSP may require Trusted Types all the same.
let policy;
function trusted(html) {
  policy ??= window.trustedTypes?.createPolicy('belowline', { createHTML: (text) => text });
  return policy ? policy.createHTML(html) : html;
}

function byline(thread, { author, created_at, edited_at, is_pinned }, parent) {
  const isDeep = parent?.comment.parent && parent.comment.author; // below the root the indentation says it
  return make('header', { part: 'byline' },
    link(author.url, { part: 'author', dir: 'auto', rel: 'nofollow ugc noopener' }, author.name),
    author.badge && make('span', { part: 'badge' }, author.badge),
    isDeep && make('span', { part: 'in-reply-to' }, thread.say('inReplyTo', parent.comment.author)),
    thread.dateOf(created_at),
    edited_at && make('span', { part: 'edited' }, thread.say('edited')),
    is_pinned && make('span', { part: 'pinned' }, thread.say('pinned')));
}

function replyButton(thread, comment) {
  const button = make('button',
    { type: 'button', part: 'button reply', ariaLabel: thread.say('replyTo', comment.author) }, thread.say('reply'));
  button.onclick = () => {
    const form = new CommentForm(thread, comment, () => {
      form.element.replaceWith(button);
      button.focus();
    });
    button.replaceWith(form.element);
    form.focus();
  };
  return button;
}
