/*
 * Belowline's embed, as far as every page loads it: views, and elements that fill once they are wanted.
 *
 *   <script src="https://comments.news.example/embed.js" data-site="demo" async></script>
 *   <belowline-comments></belowline-comments>
 *
 * What fills them are modules of the same version, each with the words of one language, imported when they are needed.
 * Reads are simple requests without credentials, so that they need no preflight and caches may answer. docs/embed.md
 * describes every attribute, event, property and part.
 */
(() => {
  const script = document.currentScript; // null later
  const { site, only } = script?.dataset ?? {};

  function tell(level, text) {
    console[level](`Belowline: ${text}`);
  }

  if (!site) return tell('error', 'the script has no data-site.');
  if (customElements.get('belowline-comments')) return tell('warn', 'the script is here twice.');

  /* ---- The service ---- */

  const VERSION = '{version}';

  // A script of one version lies two folders deeper than embed.js; the service itself may lie in a folder, too.
  const service = new URL(script.src.includes(VERSION) ? '../../' : '.', script.src);
  const api = new URL(`v1/sites/${site}/`, service);

  /** Answer what the service does. Throws its problem (RFC 9457) as an error, or what kept it from answering, without a code. */
  async function call(path, options) {
    const signal = AbortSignal.timeout(20_000); // milliseconds
    // The browser asks each time (a CDN need not): after a reload a reader expects what is there now.
    const answer = await fetch(new URL(path, api), { credentials: 'omit', cache: 'no-cache', signal, ...options });
    const content = answer.status === 204 || await answer.json();
    if (answer.ok) return content;
    throw Object.assign(Error(content.detail), content);
  }

  let attempt = ''; // browsers remember a module that did not come: another try takes another address

  /** Import a module with its words in a language. */
  function load(name, { words }) {
    return import(new URL(`embed/${VERSION}/${name}-${words}.js${attempt}`, service)).catch((failure) => {
      attempt += '?';
      throw failure;
    });
  }

  const LANGUAGES = '{languages}'.split(' ');

  /** The page's language if there are words in it, else English; numbers and dates follow. */
  function languageOf(element) {
    try {
      const locale = new Intl.Locale(element.closest('[lang]')?.lang || document.documentElement.lang);
      const { language, script } = locale.maximize();
      const words = script === 'Hant' ? 'zh-hant' : language;
      if (LANGUAGES.includes(words)) return { locale, words }; // which reads as its tag
    } catch {} // the page's lang is no language tag
    return { locale: 'en', words: 'en' };
  }

  function report(target, { code = 'unreachable', message }) {
    tell('error', `${message} (${code})`);
    dispatch(target, 'error', { code, detail: message });
  }

  function dispatch(target, name, detail) {
    target.dispatchEvent(new CustomEvent(`belowline:${name}`, { bubbles: true, composed: true, detail }));
  }

  /* ---- The page and its view ---- */

  function ownPage() {
    const canonical = document.querySelector('link[rel~="canonical"]')?.href;
    return canonical?.startsWith(`${location.origin}/`) ? canonical : location.href.split('#')[0];
  }

  /** What is promised to be so, looked at again at each of these events. */
  function once(isSo, ...events) {
    return new Promise((resolve) => {
      const look = () => isSo() && resolve();
      for (const event of events) addEventListener(event, look, true);
      look();
    });
  }

  const parsed = once(() => document.readyState !== 'loading', 'DOMContentLoaded');
  const visible = once(() => !document.prerendering && !document.hidden, 'prerenderingchange', 'visibilitychange');

  const threads = []; // those that come with the page, promised

  // Comments come first. All else waits until they are there, or a moment, or the reader leaves.
  const calm = parsed.then(() => Promise.race([
    Promise.all(threads),
    new Promise((resolve) => setTimeout(resolve, 3_000)), // milliseconds
    visible.then(() => once(() => document.hidden, 'visibilitychange')),
  ]));

  const views = new Map(); // page -> its counts, promised: one view a load, whatever elements there are

  /** Count a view of `page` once a person can see it, as text/plain, which needs no preflight. */
  function view(page, element) {
    if (!views.has(page)) {
      const body = JSON.stringify({ page, referrer: document.referrer.slice(0, 2048) });
      views.set(page, Promise.all([visible, calm]).then(() => call('views', { method: 'POST', keepalive: true, body })));
      views.get(page).then(
        ({ reason }) => reason && tell('info', `the view was not counted: ${reason}`),
        (problem) => report(element, problem),
      );
    }
  }

  if (only === 'views') return view(ownPage(), document);

  /* ---- Elements ---- */

  const room = new CSSStyleSheet(); // kept free for a thread, so that nothing below it moves when it comes
  room.replaceSync(':host(:not([hidden])) { display: block; min-block-size: 100vh }');

  const core = { site, room, views, ownPage, call, load, languageOf, report, dispatch };

  /** Wait until a reader comes near, or, unless told to be lazy, until the page has all else. */
  function near(element) {
    return new Promise((resolve) => {
      const observer = new IntersectionObserver(([entry]) => {
        if (entry.isIntersecting) resolve(observer.disconnect());
      }, { rootMargin: '100%' });
      observer.observe(element);
      // An observer takes a frame to tell, in which what is near could be on its way.
      if (element.getBoundingClientRect().top < 2 * innerHeight || location.hash.startsWith('#belowline-')) resolve();
      if (!element.hasAttribute('lazy')) once(() => document.readyState === 'complete', 'load').then(resolve);
    });
  }

  /** Have a module fill an element, after the comments. */
  async function fill(element, module, name) {
    try {
      await calm;
      await (await load(module, languageOf(element)))[name](element, core);
    } catch (problem) {
      report(element, problem);
    }
  }

  let isUsed = false;

  class BelowlineElement extends HTMLElement {
    static observedAttributes = ['page'];

    connectedCallback() {
      if (this.shadowRoot) return; // it was only moved within the page
      isUsed = true;
      this.attachShadow({ mode: 'open' }).append('…');
      this.start();
    }

    attributeChangedCallback() {
      if (this.shadowRoot) this.start();
    }
  }

  for (const name of ['views', 'popular', 'posts']) {
    customElements.define(`belowline-${name}`, class extends BelowlineElement {
      start() {
        if (name !== 'views') return fill(this, 'lists', name);
        if (!this.hasAttribute('page')) view(ownPage(), this);
        fill(this, 'counts', name);
      }
    });
  }

  customElements.define('belowline-comments', class extends BelowlineElement {
    start() {
      const page = this.shown = this.getAttribute('page') || ownPage();
      view(page, this);
      this.shadowRoot.adoptedStyleSheets.push(room);
      const isShown = near(this).then(() => this.show(page));
      if (!this.hasAttribute('lazy')) threads.push(isShown);
    }

    /** The first comments are asked for beside the module that shows them. */
    async show(page) {
      const query = new URLSearchParams({ page });
      for (const name of ['sort', 'limit']) if (this.getAttribute(name)) query.set(name, this.getAttribute(name));
      const path = `comments?${query}`;
      const first = call(path);
      first.catch(() => {}); // it is told where it is shown
      try {
        const { show } = await load('thread', languageOf(this));
        if (page === this.shown) await show(this, core, path, first);
      } catch (problem) {
        report(this, problem);
        const alert = document.createElement('p'); // in English, for the words did not come
        const button = document.createElement('button');
        alert.role = 'alert';
        alert.append('The comments could not be loaded. ', button);
        button.append('Try again');
        button.onclick = () => this.start();
        this.shadowRoot.replaceChildren(alert);
      }
    }
  });

  parsed.then(() => {
    const links = document.querySelectorAll('[data-belowline-count]');
    for (const link of links) fill(link, 'counts', 'count');
    if (!isUsed && !links[0]) tell('info', 'nothing to do.');
  });
})();
