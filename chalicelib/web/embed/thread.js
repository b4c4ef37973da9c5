/* A thread: a page's comments with their replies, and the form to leave one. */

import styles from './thread.css' with { type: 'css' };
import words from './words/en.json' with { type: 'json' };
import { article } from './comment.js';
import { CommentForm } from './form.js';
import { keep, recall } from './kept.js';
import { say } from './language.js';
import { button, make } from './make.js';

const SLICE = 3; // milliseconds of work in a frame
const MINUTE = 60_000; // milliseconds

/** Fill a <belowline-comments> with what was asked for already (`first`, promised). */
export function show(host, core, path, first) {
  return new Thread(host, core, path).fill('', first);
}

class Thread {
  constructor(host, core, path) {
    Object.assign(this, core, { host, path, page: host.shown, places: new Map() }); // places: id -> where a comment stands
    this.locale = core.languageOf(host).locale;
    this.ownKey = `belowline:${core.site}:own`;
    this.heading = make('h2', { part: 'heading', id: 'heading', tabIndex: -1 }, this.say('heading'));
    this.status = make('p', { part: 'status', role: 'status' });
    this.list = make('ol', { part: 'list', role: 'list' });
    this.below = make('div');
    host.thread = this;
    const isFocused = host.shadowRoot.activeElement; // on the button of an earlier try
    host.shadowRoot.adoptedStyleSheets = [styles, core.room];
    host.shadowRoot.replaceChildren(
      make('section', { part: 'thread', lang: this.locale, 'aria-labelledby': 'heading' },
        this.heading, this.status, this.list, this.below));
    if (isFocused) this.heading.focus();
  }

  say(key, values) {
    return say(this.locale, words[key], values);
  }

  /** Answer the module of what is needed only at times, promised. */
  later() {
    return this.load('later', this.languageOf(this.host));
  }

  /** Have that module do something. What goes wrong is told at the end of `element`, where there is one. */
  async act(element, name, ...given) {
    element?.querySelector(':scope > [part=error]')?.remove();
    try {
      await (await this.later())[name](this, ...given);
    } catch (problem) {
      this.report(this.host, problem);
      element?.append(make('p', { part: 'error', role: 'alert' }, this.say('broken')));
    }
  }

  /** A reader whom the publisher has signed on is asked for no name. Where that fails, nothing is shown that would ask for one. */
  async signOn() {
    const { host, identify } = this;
    if (!identify && (host.token ?? host.getAttribute('token'))) (await this.later()).signOn(this);
  }

  /** Show what was asked for from `cursor` on, and offer in `slot` what follows: more comments, or more replies to `rootId`. */
  async fill(cursor, asked, slot = this.below, rootId = null) {
    try {
      const [answer] = await Promise.all([asked, this.signOn()]);
      if (this.host.thread === this) return await this.show(answer, slot, rootId);
    } catch (problem) {
      this.report(this.host, problem);
      this.status.textContent = '';
      slot.replaceChildren(make('p', { part: 'error', role: 'alert' }, this.say('failed')));
      const retry = this.offer('retry', cursor, slot, rootId);
      addEventListener('online', () => retry.isConnected && retry.click(), { once: true });
    }
  }

  /** Answers the first of what is new, for who asked for it looks at that next. */
  async show({ page, comments, next, settings }, slot, rootId) {
    const isFirst = !this.about;
    if (isFirst) this.open(page, settings);
    const articles = await this.placeThreads(comments, rootId);
    slot.replaceChildren();
    if (next) this.offer('more', next, slot, rootId);
    if (!isFirst) this.status.textContent = this.say('loaded', { count: comments.length });
    else if (page.is_open && !comments.length) this.status.textContent = this.say('empty');
    if (isFirst) {
      this.settle();
      this.lookAround();
    }
    return articles[0];
  }

  /** A button that stays and keeps the focus, if it has that, until there is something to look at. Answers it. */
  offer(label, cursor, slot, rootId) {
    const element = button(this, label, async () => {
      element.onclick = null;
      element.textContent = '…';
      const asked = this.call(cursor ? `${this.path}&cursor=${cursor}` : this.path);
      const isFocused = this.host.shadowRoot.activeElement;
      const first = await this.fill(cursor, asked, slot, rootId);
      if (isFocused && !this.host.shadowRoot.activeElement) (first ?? slot.lastChild ?? this.heading).focus();
    });
    slot.append(element);
    return element;
  }

  open(page, settings) {
    this.about = page;
    this.settings = settings;
    this.showCount();
    this.list.before(page.is_open ? new CommentForm(this).element : make('p', { part: 'closed' }, this.say('closed')));
    this.dispatch(this.host, 'ready', { page: page.key, comment_count: page.comment_count });
  }

  /**
   * Give back the room that was kept free, unless what stands below is seen, or would come into view by that: what moves into a reader's window
   * moves for the reader, and for the page's layout shift. Then it is given back once the thread has left the window.
   */
  settle() {
    const { host } = this;
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (isIntersecting && host.shadowRoot.firstChild.getBoundingClientRect().bottom < innerHeight) return;
      if (host.thread === this) host.shadowRoot.adoptedStyleSheets.splice(1, 1);
      observer.disconnect();
    }).observe(host);
  }

  showCount() {
    const count = this.about.comment_count;
    this.heading.textContent = count ? this.say('comment_count', { count }) : this.say('heading');
  }

  /** What the reader has left here, looks for, and might miss. */
  lookAround() {
    this.seek = () => {
      // It may have been removed, or show another page.
      if (this.host.isConnected && this.host.thread === this && location.hash.startsWith('#belowline-')) {
        this.act(null, 'reveal', location.hash.slice(11));
      }
    };
    addEventListener('hashchange', this.seek);
    this.seek();
    if (this.identify || recall('localStorage', this.ownKey)) this.act(null, 'showOwn');
    setTimeout(() => this.act(null, 'watch'), MINUTE);
  }

  posted({ comment, author_token: token }, form) {
    const isPending = comment.status === 'pending';
    const own = { id: comment.id, page: this.about.key, token };
    keep('localStorage', this.ownKey, [...recall('localStorage', this.ownKey) ?? [], own]);
    if (!isPending && !this.places.has(comment.id)) { // a second try may answer what is shown already
      this.about.comment_count += 1;
      this.showCount();
    }
    this.act(null, 'thank', isPending, this.place(comment, 'prepend'), form);
    this.dispatch(this.host, 'posted', { comment });
  }

  /* ---- Where comments stand ---- */

  /**
   * Place comments, in each frame not so many that the page hangs: to lay one out takes four times as long as to make it. The first are made before
   * their frame, since much is made for the first time then.
   */
  async placeThreads(comments, rootId) {
    const articles = [];
    let end = 0;
    for (const comment of comments) {
      if (performance.now() > end) {
        await new Promise(end && !document.hidden ? requestAnimationFrame : setTimeout); // there are no frames in the background
        end = performance.now() + SLICE;
      }
      articles.push(this.place(comment, 'append', rootId));
      for (const reply of comment.replies) this.place(reply, 'append', comment.id);
      if (comment.replies_next) {
        this.offer('more-replies', comment.replies_next, this.places.get(comment.id).slot, comment.id);
      }
    }
    return articles;
  }

  /** Replies come flat, in time order; each goes below what it answers, or below its root where that is gone. */
  place(comment, where = 'append', rootId = null) {
    const known = this.places.get(comment.id);
    if (known) return known.article;
    const parent = this.places.get(comment.parent) ?? this.places.get(rootId);
    const element = article(this, comment, parent);
    const replies = make('ol', { part: 'replies', role: 'list' });
    const slot = make('div');
    (parent?.replies ?? this.list)[parent ? 'append' : where](make('li', { part: 'item' }, element, replies, slot));
    this.places.set(comment.id, { comment, article: element, replies, slot });
    return element;
  }
}
