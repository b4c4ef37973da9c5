/*
 * Belowline's embed: comments, views and comment counts on a publisher's pages.
 *
 *   <script src="https://comments.news.example/embed.js" data-site="demo" async></script>
 *   <belowline-comments></belowline-comments>
 *
 * One plain file: no dependency, no build. Reads are simple requests without credentials, so that they need no preflight
 * and caches may answer. docs/embed.md describes every attribute, event, property and part.
 */
(() => {
  'use strict';

  const script = document.currentScript; // null later
  const site = script?.dataset.site;

  function tell(level, text) {
    console[level](`Belowline: ${text}`);
  }

  if (!site) {
    tell('error', 'nothing is shown, for the script has no data-site (or is a module).');
    return;
  }
  if (customElements.get('belowline-comments')) {
    tell('warn', 'embed.js is on this page twice; the second one does nothing.');
    return;
  }

  /* ---- The service ---- */

  const api = new URL(`v1/sites/${encodeURIComponent(site)}/`, script.src);
  const PATIENCE = 20_000; // milliseconds

  /** Why a call failed: the service's problem (RFC 9457), or no answer. */
  class Problem extends Error {
    constructor({ code = 'unreachable', detail = 'the service does not answer.', status, errors = [] }) {
      super(detail);
      Object.assign(this, { code, status, errors });
    }
  }

  async function call(path, options) {
    let answer;
    let content;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      // The browser asks each time (a CDN need not): after a reload a reader expects what is there now.
      answer = await fetch(new URL(path, api), { credentials: 'omit', cache: 'no-cache', signal, ...options });
      content = await answer.json();
    } catch {
      throw new Problem({});
    }
    if (!answer.ok) throw new Problem(content);
    return content;
  }

  /* ---- Words ---- */

  const WORDS = {
    en: {
      heading: 'Comments',
      comments: { one: '{count} comment', other: '{count} comments' },
      views: { one: '{count} view', other: '{count} views' },
      loading: 'Loading comments …',
      empty: 'No comments yet. Be the first.',
      closed: 'Comments are closed.',
      failed: 'The comments could not be loaded.',
      retry: 'Try again',
      more: 'Load more',
      moreReplies: 'Load more replies',
      loaded: '{count} more shown.',
      removed: 'This comment was removed.',
      pending: 'Waiting for a moderator. Only you can see this.',
      waiting: 'Thank you. Your comment is waiting for a moderator.',
      posted: 'Thank you. Your comment is published.',
      edited: 'edited',
      pinned: 'Pinned',
      reply: 'Reply',
      replyTo: 'Reply to {name}',
      inReplyTo: 'in reply to {name}',
      leave: 'Leave a Comment',
      'author.name': 'Name',
      'author.email': 'E-mail (optional, never shown)',
      'author.url': 'Website (optional)',
      body: 'Comment',
      send: 'Post comment',
      sending: 'Sending …',
      cancel: 'Cancel',
      privacy: 'Privacy',
      check: 'Please look at the marked fields.',
      unsent: 'Your comment could not be sent. Nothing you typed is lost: please try again.',
    },
  };

  /** The page's language if there are words in it; numbers and dates follow. */
  function languageOf(element) {
    const asked = element.closest('[lang]')?.lang || document.documentElement.lang;
    try {
      const [locale] = Intl.getCanonicalLocales(asked || 'en');
      return locale.split('-')[0] in WORDS ? locale : 'en';
    } catch {
      return 'en'; // the page's lang is no language tag
    }
  }

  function say(language, key, values = {}) {
    const words = WORDS[language.split('-')[0]][key];
    const text = words[new Intl.PluralRules(language).select(values.count ?? 0)] ?? words;
    return text.replace(/{(\w+)}/g, (_, name) => values[name].toLocaleString(language));
  }

  const UNITS = { year: 31_557_600, month: 2_629_800, week: 604_800, day: 86_400, hour: 3_600, minute: 60 }; // seconds

  function relativeDate(language, at) {
    const age = Math.max(0, (Date.now() - Date.parse(at)) / 1000); // a reader's clock may be slow
    const [unit, size] = Object.entries(UNITS).find(([, seconds]) => age >= seconds) ?? ['second', 1];
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(age / size), unit);
  }

  /* ---- Elements ---- */

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter(Boolean));
    return element;
  }

  function link(address, properties, text) {
    return /^https?:/i.test(address) ? make('a', { href: address, ...properties }, text) : make('span', properties, text);
  }

  // The service sanitised `html`; a page's CSP may require Trusted Types all the same.
  let policy;
  function trusted(html) {
    policy ??= window.trustedTypes?.createPolicy('belowline', { createHTML: (text) => text });
    return policy ? policy.createHTML(html) : html;
  }

  /* ---- What the browser keeps, if it may ---- */

  function recall(storage, key) {
    try {
      return JSON.parse(window[storage].getItem(key));
    } catch {
      return null;
    }
  }

  function keep(storage, key, value) {
    try {
      window[storage].setItem(key, JSON.stringify(value));
    } catch {
      tell('info', `nothing is kept, for the browser forbids ${storage}.`);
    }
  }

  const WAITING = `belowline:${site}:waiting`;
  const waiting = () => recall('localStorage', WAITING) ?? [];
  const forget = (id) => keep('localStorage', WAITING, waiting().filter((entry) => entry.id !== id));

  /* ---- The page, its view, and counts of pages ---- */

  function ownPage() {
    const canonical = document.querySelector('link[rel~="canonical"]')?.href;
    return canonical?.startsWith(`${location.origin}/`) ? canonical : location.href;
  }

  const parsed = new Promise((resolve) => {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', resolve);
    else resolve();
  });

  const visible = new Promise((resolve) => {
    const look = () => {
      if (!document.prerendering && document.visibilityState === 'visible') resolve();
    };
    document.addEventListener('prerenderingchange', look);
    document.addEventListener('visibilitychange', look);
    look();
  });

  const views = new Map(); // page -> its counts, promised: one view a load, whatever elements there are

  /** Count a view of `page` once a person can see it, as text/plain, which needs no preflight. */
  function view(page) {
    if (!views.has(page)) {
      const body = JSON.stringify({ page, referrer: document.referrer || undefined });
      views.set(page, visible.then(() => call('views', { method: 'POST', keepalive: true, body })));
      views.get(page).then(({ reason }) => reason && tell('info', `the view was not counted: ${reason}.`), () => {});
    }
    return views.get(page);
  }

  const BATCH = { pages: 100, characters: 6_000 }; // of one request; gateways refuse long addresses

  let asked = null; // the pages asked for in this turn, and their counts, promised

  function counts(page) {
    asked ??= { pages: new Set(), answer: parsed.then(askForCounts) };
    asked.pages.add(page);
    return asked.answer.then((answer) => answer.get(page));
  }

  async function askForCounts() {
    const pages = [...asked.pages];
    asked = null;
    const answer = new Map();
    await Promise.all(batches(pages).map(async (batch) => {
      const { counts } = await call(`counts?${batch.map(parameter).join('&')}`);
      counts.forEach((count, place) => answer.set(batch[place], count));
    }));
    return answer;
  }

  function batches(pages) {
    const all = [];
    let room = 0;
    for (const page of pages) {
      room -= parameter(page).length;
      if (room < 0 || all.at(-1).length === BATCH.pages) {
        all.push([]);
        room = BATCH.characters;
      }
      all.at(-1).push(page);
    }
    return all;
  }

  function parameter(page) {
    return `page=${encodeURIComponent(page).replaceAll('%2F', '/')}`;
  }

  /* ---- <belowline-...> ---- */

  function dispatch(target, name, detail) {
    target.dispatchEvent(new CustomEvent(`belowline:${name}`, { bubbles: true, composed: true, detail }));
  }

  function report(target, problem) {
    tell('error', `${problem.message} (${problem.code})`);
    dispatch(target, 'error', { code: problem.code, detail: problem.message });
  }

  class BelowlineElement extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return; // it was only moved within the page
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [styles];
      this.language = languageOf(this);
      this.start();
    }

    say(key, values) {
      return say(this.language, key, values);
    }
  }

  class BelowlineViews extends BelowlineElement {
    async start() {
      const page = this.getAttribute('page');
      const text = make('span', { part: 'views', lang: this.language }, this.say('views', { count: '…' }));
      this.shadowRoot.append(text);
      try {
        const { view_count } = await (page ? parsed.then(() => views.get(page) ?? counts(page)) : view(ownPage()));
        text.textContent = this.say('views', { count: view_count });
        dispatch(this, 'ready', { page: page ?? ownPage(), view_count });
      } catch (problem) {
        text.textContent = this.say('views', { count: '–' });
        report(this, problem);
      }
    }
  }

  class BelowlineComments extends BelowlineElement {
    start() {
      this.page = this.getAttribute('page') || ownPage();
      this.places = new Map(); // id -> where a comment stands
      this.draftKey = `belowline:${site}:draft:${this.page}`;
      this.draft = recall('sessionStorage', this.draftKey) ?? {};
      this.heading = make('h2', { part: 'heading', id: 'heading' }, this.say('heading'));
      this.status = make('p', { part: 'status', role: 'status' }, this.say('loading'));
      this.above = make('div');
      this.list = make('ol', { part: 'list', role: 'list' });
      this.below = make('div');
      this.shadowRoot.append(
        make('section', { part: 'thread', lang: this.language, 'aria-labelledby': 'heading' },
          this.heading, this.status, this.above, this.list, this.below),
      );
      view(this.page).catch((problem) => report(this, problem));
      if (this.hasAttribute('lazy')) this.loadWhenNear();
      else this.load();
    }

    loadWhenNear() {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.load();
      }, { rootMargin: '600px' });
      observer.observe(this);
    }

    /** Load the first comments, or at `cursor` more of them or of a root's replies, and offer in `slot` what follows. */
    async load(cursor, slot = this.below, rootId = null) {
      const query = new URLSearchParams({ page: this.page });
      const given = { sort: this.getAttribute('sort'), limit: this.getAttribute('limit'), cursor };
      for (const [name, value] of Object.entries(given)) if (value) query.set(name, value);
      try {
        return this.show(await call(`comments?${query}`), slot, rootId);
      } catch (problem) {
        report(this, problem);
        this.status.textContent = '';
        slot.replaceChildren(make('p', { part: 'error', role: 'alert' }, this.say('failed')));
        return this.offer('retry', cursor, slot, rootId);
      }
    }

    /** Answers the first of what is new, for who asked for it looks at that next. */
    show({ page, comments, next, settings }, slot, rootId) {
      const isFirst = !this.about;
      if (isFirst) this.open(page, settings);
      const articles = comments.map((comment) => this.placeThread(comment, rootId));
      slot.replaceChildren();
      if (next) this.offer('more', next, slot, rootId);
      if (!isFirst) this.status.textContent = this.say('loaded', { count: comments.length });
      else if (comments.length || next || !page.is_open) this.status.textContent = '';
      else this.status.textContent = this.say('empty');
      return articles[0];
    }

    /** A button that stays and keeps the focus until there is something to look at. */
    offer(label, cursor, slot, rootId) {
      const button = make('button', { type: 'button', part: 'button more' }, this.say(label));
      button.onclick = async () => {
        button.onclick = null;
        button.textContent = this.say('loading');
        (await this.load(cursor, slot, rootId))?.focus();
      };
      slot.append(button);
      return button;
    }

    open(page, settings) {
      this.about = page;
      this.settings = settings;
      this.showCount();
      this.above.replaceChildren(
        page.is_open ? new CommentForm(this).element : make('p', { part: 'closed' }, this.say('closed')),
      );
      this.showWaiting();
      dispatch(this, 'ready', { page: page.key, comment_count: page.comment_count });
    }

    showCount() {
      const count = this.about.comment_count;
      this.heading.textContent = count ? this.say('comments', { count }) : this.say('heading');
    }

    /** The reader's own comments that waited: each is asked for with its token. */
    showWaiting() {
      for (const { id, token, page } of waiting()) {
        if (page === this.about.key) this.showOwn(id, token);
      }
    }

    async showOwn(id, token) {
      try {
        const comment = await call(`comments/${id}`, { headers: { Authorization: `Bearer ${token}` } });
        if (comment.status !== 'pending') forget(id);
        this.place(comment, 'prepend');
        this.status.textContent = '';
      } catch ({ status }) {
        if (status >= 400 && status < 500) forget(id); // a moderator decided against it, or it is erased
      }
    }

    placeThread(comment, rootId) {
      const article = this.place(comment, 'append', rootId);
      for (const reply of comment.replies) this.place(reply, 'append', comment.id);
      if (comment.replies_next) {
        this.offer('moreReplies', comment.replies_next, this.places.get(comment.id).slot, comment.id);
      }
      return article;
    }

    /** Replies come flat, in time order; each goes below what it answers, or below its root where that is gone. */
    place(comment, where = 'append', rootId = null) {
      const known = this.places.get(comment.id);
      if (known) return known.article;
      const parent = this.places.get(comment.parent) ?? this.places.get(rootId);
      const article = this.article(comment, parent);
      const replies = make('ol', { part: 'replies', role: 'list' });
      const slot = make('div');
      (parent?.replies ?? this.list)[parent ? 'append' : where](make('li', { part: 'item' }, article, replies, slot));
      this.places.set(comment.id, { comment, article, replies, slot });
      return article;
    }

    article(comment, parent) {
      if (comment.status === 'deleted') {
        return make('article', { part: 'comment removed', tabIndex: -1 }, make('p', {}, this.say('removed')));
      }
      const isPending = comment.status === 'pending';
      const body = make('div', { part: 'body', dir: 'auto' });
      body.innerHTML = trusted(comment.html);
      return make('article', { part: isPending ? 'comment pending' : 'comment', tabIndex: -1 },
        this.byline(comment, parent),
        isPending && make('p', { part: 'notice' }, this.say('pending')),
        body,
        this.about.is_open && !isPending && this.replyButton(comment));
    }

    byline({ author, created_at, edited_at, is_pinned }, parent) {
      const date = new Date(created_at).toLocaleString(this.language, { dateStyle: 'long', timeStyle: 'short' });
      const isDeep = parent?.comment.parent && parent.comment.author; // below the root the indentation says it
      return make('header', { part: 'byline' },
        link(author.url, { part: 'author', dir: 'auto', rel: 'nofollow ugc noopener' }, author.name),
        author.badge && make('span', { part: 'badge' }, author.badge),
        isDeep && make('span', { part: 'in-reply-to' }, this.say('inReplyTo', parent.comment.author)),
        make('time', { part: 'date', dateTime: created_at, title: date }, relativeDate(this.language, created_at)),
        edited_at && make('span', { part: 'edited' }, this.say('edited')),
        is_pinned && make('span', { part: 'pinned' }, this.say('pinned')));
    }

    replyButton(comment) {
      const button = make('button',
        { type: 'button', part: 'button reply', ariaLabel: this.say('replyTo', comment.author) }, this.say('reply'));
      button.onclick = () => {
        const form = new CommentForm(this, comment, () => {
          form.element.replaceWith(button);
          button.focus();
        });
        button.replaceWith(form.element);
        form.focus();
      };
      return button;
    }

    posted({ comment, author_token }) {
      const isPending = comment.status === 'pending';
      if (isPending) {
        keep('localStorage', WAITING, [...waiting(), { id: comment.id, page: this.about.key, token: author_token }]);
      } else {
        this.about.comment_count += 1;
        this.showCount();
      }
      this.status.textContent = this.say(isPending ? 'waiting' : 'posted');
      this.place(comment, 'prepend').focus();
      dispatch(this, 'posted', { comment });
    }
  }

  /* ---- Leave a Comment ---- */

  const FIELDS = [
    ['author.name', 'input', { autocomplete: 'name', required: true }],
    ['author.email', 'input', { type: 'email', autocomplete: 'email' }],
    ['author.url', 'input', { inputMode: 'url', autocomplete: 'url' }],
    ['body', 'textarea', { rows: 5, required: true }],
  ];

  class CommentForm {
    constructor(thread, parent = null, close = null) {
      Object.assign(this, { thread, parent, close, inputs: {}, errors: {} });
      this.id = `form-${parent?.id ?? 'new'}`;
      this.alert = make('p', { part: 'error', role: 'alert' });
      this.button = make('button', { part: 'button submit' }, thread.say('send'));
      const { guidelines } = thread.settings;
      this.element = make('form', { part: 'form', noValidate: true, 'aria-labelledby': this.id },
        make('h3', { part: 'form-heading', id: this.id },
          parent ? thread.say('replyTo', parent.author) : thread.say('leave')),
        !parent && guidelines && make('p', { part: 'guidelines' }, guidelines),
        make('div', { part: 'fields' }, ...FIELDS.map((field) => this.field(...field))),
        this.alert,
        this.actions());
      this.element.onsubmit = (event) => {
        event.preventDefault();
        this.send();
      };
    }

    field(name, tag, properties) {
      const { thread } = this;
      const id = `${this.id}-${name}`;
      const draftName = name === 'body' ? `body ${this.parent?.id ?? ''}` : name; // one author, many bodies
      const input = make(tag, { id, name, part: 'input', 'aria-describedby': `${id}-error`, ...properties });
      input.value = thread.draft[draftName] ?? '';
      input.oninput = () => {
        thread.draft[draftName] = input.value;
        keep('sessionStorage', thread.draftKey, thread.draft);
      };
      this.inputs[name] = input;
      this.errors[name] = make('p', { id: `${id}-error`, part: 'field-error' });
      return make('div', { part: `field field-${name.split('.').pop()}` },
        make('label', { htmlFor: id, part: 'label' }, thread.say(name)), input, this.errors[name]);
    }

    actions() {
      const { thread, close } = this;
      const { privacy_url } = thread.settings;
      return make('div', { part: 'actions' },
        this.button,
        close && make('button', { type: 'button', part: 'button cancel', onclick: close }, thread.say('cancel')),
        privacy_url && link(privacy_url, { part: 'privacy' }, thread.say('privacy')));
    }

    focus() {
      (this.inputs['author.name'].value ? this.inputs.body : this.inputs['author.name']).focus();
    }

    request() {
      const value = (name) => this.inputs[name].value.trim() || undefined; // JSON leaves out what is undefined
      const url = value('author.url');
      return JSON.stringify({
        page: this.thread.page,
        parent: this.parent?.id,
        body: this.inputs.body.value,
        author: {
          name: value('author.name'),
          email: value('author.email'),
          url: url && !url.includes(':') ? `https://${url}` : url,
        },
      });
    }

    async send() {
      if (this.isSending) return;
      const unfit = Object.values(this.inputs).filter((input) => !input.validity.valid);
      this.complain(unfit.map(({ name, validationMessage }) => ({ field: name, message: validationMessage })));
      if (unfit.length) return;
      this.isSending = true;
      this.button.textContent = this.thread.say('sending');
      try {
        this.finish(await this.post());
      } catch (problem) {
        report(this.thread, problem);
        this.complain(problem.errors, problem.status < 500 ? problem.message : this.thread.say('unsent'));
      } finally {
        this.isSending = false;
        this.button.textContent = this.thread.say('send');
      }
    }

    /** A try after a lost answer carries the same key, so that the comment is stored once. */
    post() {
      const body = this.request();
      if (body !== this.lastBody) {
        this.lastBody = body;
        this.key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
      }
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': this.key };
      return call('comments', { method: 'POST', headers, body });
    }

    finish(answer) {
      this.inputs.body.value = '';
      this.inputs.body.oninput(); // the draft too
      this.lastBody = null;
      this.close?.();
      this.thread.posted(answer);
    }

    /** Show each error at its field, else above the button; the first such field gets the focus. */
    complain(errors, otherwise = '') {
      const messages = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
      const named = Object.keys(this.inputs).filter((name) => name in messages);
      for (const [name, input] of Object.entries(this.inputs)) {
        input.ariaInvalid = String(name in messages);
        this.errors[name].textContent = messages[name] ?? '';
      }
      this.alert.textContent = named.length ? this.thread.say('check') : otherwise;
      this.inputs[named[0]]?.focus();
    }
  }

  /* ---- Styles: type and colours are the page's, lines and tints are mixed from its text colour ---- */

  const styles = new CSSStyleSheet();
  styles.replaceSync(`
    :host {
      color: var(--belowline-text, inherit);
      font-family: var(--belowline-font, inherit);
      --accent: var(--belowline-accent, currentColor);
      --muted: var(--belowline-muted, color-mix(in srgb, currentColor 72%, transparent));
      --line: var(--belowline-line, color-mix(in srgb, currentColor 20%, transparent));
      --error: var(--belowline-error, color-mix(in srgb, currentColor 35%, #e5302a));
      --radius: var(--belowline-radius, 3px);
      --space: var(--belowline-space, 1rem);
    }
    :host(belowline-comments:not([hidden])) { display: block; overflow-wrap: anywhere; }
    :host([theme=light]) { color-scheme: light; }
    :host([theme=dark]) { color-scheme: dark; }
    :host(:is([theme=light], [theme=dark])) {
      padding: var(--space);
      background: var(--belowline-background, light-dark(#fff, #17191c));
      color: var(--belowline-text, light-dark(#1b1b1b, #e9e7e2));
    }
    * { box-sizing: border-box; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    :where(h2, h3, p, ol) { margin: 0; padding: 0; }
    h2, h3 { font-size: 1.5em; line-height: 1.25; }
    h3 { font-size: 1.15em; }
    a { color: var(--accent); }
    ol[part] { list-style: none; }
    :empty:is(p, ol) { display: none; }
    [part~=status], [part~=closed], [part~=guidelines] { margin-block-start: calc(var(--space) / 2); color: var(--muted); }
    [part~=guidelines] { white-space: pre-line; }
    [part~=list] > li { padding-block: var(--space); border-block-start: 1px solid var(--line); }
    [part~=form], [part~=closed] { margin-block: var(--space) calc(var(--space) * 1.5); }
    [part~=replies] {
      margin-block-start: calc(var(--space) / 2);
      padding-inline-start: clamp(.75rem, 3%, 1.5rem);
      border-inline-start: 2px solid var(--line);
    }
    [part~=replies] > li + li { margin-block-start: var(--space); }
    [part~=replies] [part~=replies] [part~=replies] { padding: 0; border: 0; }
    [part~=byline] { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75em; }
    [part~=byline] > :not([part=author]), [part~=notice], [part~=privacy], [part~=removed] {
      color: var(--muted); font-size: .85em;
    }
    [part~=author] { font-weight: 700; }
    [part~=byline] > [part~=badge] { padding-inline: .5em; border: 1px solid; border-radius: var(--radius); }
    [part~=pending] { padding-inline-start: .75rem; border-inline-start: 3px solid var(--accent); }
    [part~=notice], [part~=removed] { font-style: italic; }
    [part~=body] { margin-block-start: .35em; max-inline-size: 42em; overflow: clip; overflow-clip-margin: 4px; }
    [part~=body] :is(p, ul, ol, blockquote, pre) { margin: 0 0 .6em; }
    [part~=body] > :last-child { margin-block-end: 0; }
    [part~=body] :is(ul, ol) { padding-inline-start: 1.5em; }
    [part~=body] blockquote { padding-inline-start: .9em; border-inline-start: 3px solid var(--line); color: var(--muted); }
    [part~=body] pre { overflow-x: auto; padding: .6em; background: color-mix(in srgb, currentColor 6%, transparent); }
    [part~=fields] {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
      gap: var(--space);
      margin-block: calc(var(--space) * .75);
    }
    [part~=field-body] { grid-column: 1 / -1; }
    [part~=label] { display: block; margin-block-end: .3em; font-size: .85em; font-weight: 600; }
    [part~=input] {
      display: block; inline-size: 100%; min-block-size: 44px; padding: .5em .65em;
      border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--radius);
      background: color-mix(in srgb, currentColor 3%, transparent);
      color: inherit; font: inherit; font-size: max(1em, 16px);
    }
    textarea { resize: vertical; }
    [aria-invalid=true] { border-color: var(--error); box-shadow: 0 0 0 1px var(--error); }
    [part~=field-error], [part~=error] { margin-block-start: .3em; color: var(--error); font-size: .9em; font-weight: 600; }
    [part~=field-error]::first-letter { text-transform: uppercase; }
    [part~=actions] { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin-block-start: .75em; }
    button {
      min-block-size: 44px; min-inline-size: 44px; padding: .4em 1.1em; cursor: pointer;
      border: 1px solid; border-radius: var(--radius); background: none; color: inherit; font: inherit; font-weight: 600;
    }
    button:hover { text-decoration: underline; }
    [part~=submit] {
      border-color: var(--belowline-button, currentColor);
      background: var(--belowline-button, none);
      color: var(--belowline-button-text, inherit);
    }
    [part~=reply] { padding-inline: 0; text-align: start; border: 0; color: var(--accent); font-size: .85em; }
    [part~=more] { inline-size: 100%; }
  `);

  /* ---- Start ---- */

  parsed.then(() => {
    for (const element of document.querySelectorAll('[data-belowline-count]')) {
      counts(element.dataset.belowlineCount || element.href).then(
        ({ comment_count }) => (element.textContent = say(languageOf(element), 'comments', { count: comment_count })),
        (problem) => report(element, problem),
      );
    }
    if (!document.querySelector('belowline-comments, belowline-views, [data-belowline-count]')) {
      tell('info', 'nothing to do: the page has no <belowline-...> and no data-belowline-count.');
    }
  });

  customElements.define('belowline-comments', BelowlineComments);
  customElements.define('belowline-views', BelowlineViews);
})();
