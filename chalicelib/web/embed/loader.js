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

  if (!site) return tell('error', 'no data-site');
  if (customElements.get('belowline-comments')) return tell('warn', 'twice on this page');

  /* ---- The service ---- */

  // A script of one version lies two folders deeper than embed.js; the service itself may lie in a folder, too.
  const service = new URL(script.src.includes('{version}') ? '../..' : '.', script.src);
  const api = new URL(`v1/sites/${site}/`, service);

  /** Answer what the service does. Throws its problem (RFC 9457) as an error, or what kept it from answering, without a code. */
  async function call(path, options) {
    // The browser asks each time (a CDN need not): after a reload a reader expects what is there now.
    const answer = await fetch(new URL(path, api), {
      credentials: 'omit', cache: 'no-cache', signal: AbortSignal.timeout(20_000), ...options, // milliseconds
    });
    const content = JSON.parse(await answer.text() || 0); // with 204 there is none
    if (answer.ok) return content;
    throw Object.assign(Error(content.detail), content);
  }

  let attempt = ''; // browsers remember a module that did not come: another try takes another address

  /** Import a module with its words in a language. */
  function load(name, { words }) {
    return import(new URL(`embed/{version}/${name}-${words}.js${attempt}`, service)).catch((problem) => {
      attempt += '?';
      throw problem;
    });
  }

  /** The page's language if there are words in it, else English; numbers and dates follow. */
  function languageOf(element) {
    try {
      const locale = new Intl.Locale(element.closest('[lang]')?.lang || document.documentElement.lang);
      const { language, script } = locale.maximize();
      const words = script === 'Hant' ? 'zh-hant' : language;
      if ('{languages}'.split(' ').includes(words)) return { locale, words }; // which reads as its tag
    } catch {} // the page's lang is no language tag
    return { locale: 'en', words: 'en' };
  }

  function report(element, { code = 'unreachable', message: detail }) {
    tell('error', `${code}: ${detail}`);
    dispatch(element, 'error', { code, detail });
  }

  function dispatch(element, name, detail) {
    element.dispatchEvent(new CustomEvent(`belowline:${name}`, { bubbles: true, composed: true, detail }));
  }

  /* ---- The page and its view ---- */

  function ownPage() {
    const canonical = document.querySelector('link[rel~=canonical]')?.href;
    return canonical?.startsWith(`${origin}/`) ? canonical : location.href.split('#')[0];
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
  const complete = once(() => document.readyState === 'complete', 'load');
  const visible = once(() => !document.prerendering && !document.hidden, 'prerenderingchange', 'visibilitychange');

  const threads = []; // those that come with the page, promised

  // Comments come first. All else waits until they are there, or a moment, or the reader leaves.
  const calm = parsed.then(() => Promise.race([
    Promise.all(threads),
    new Promise((resolve) => setTimeout(resolve, 3_000)), // milliseconds
    visible.then(() => once(() => document.hidden, 'visibilitychange')),
  ]));

  const views = {}; // page -> its counts, promised: one view a load, whatever elements there are

  /** Count a view of `page` once a person can see it, as text/plain, which needs no preflight. */
  function view(page, element) {
    if (views[page]) return;
    const body = JSON.stringify({ page, referrer: document.referrer.slice(0, 2048) });
    views[page] = Promise.all([visible, calm]).then(() => call('views', { method: 'POST', keepalive: true, body }));
    views[page].then(
      ({ reason }) => reason && tell('info', `view not counted: ${reason}`),
      (problem) => report(element, problem),
    );
  }

  if (only === 'views') return view(ownPage(), document);

  /* ---- Elements ---- */

  const room = new CSSStyleSheet(); // kept free for a thread, so that nothing below it moves when it comes
  room.replaceSync(':host(:not([hidden])) { display: block; min-block-size: 100vh }');

  const core = { site, room, views, call, load, languageOf, report, dispatch };

  /** Wait until a reader comes near, or, unless told to be lazy, until the page has all else. */
  function near(element) {
    return new Promise((resolve) => {
      const observer = new IntersectionObserver(([entry]) => {
        if (entry.isIntersecting) resolve(observer.disconnect());
      }, { rootMargin: '100%' });
      observer.observe(element);
      // An observer takes a frame to tell, in which what is near could be on its way.
      if (element.getBoundingClientRect().top < 2 * innerHeight || /#belowline-/.test(location)) resolve();
      if (!element.hasAttribute('lazy')) complete.then(resolve);
    });
  }

  /** Have a module fill an element. If it does not come another try is offered, in English, for the words did not come either. */
  async function fill(element, module, name, ...given) {
    try {
      await (await load(module, languageOf(element)))[name](element, core, ...given);
    } catch (problem) {
      report(element, problem);
      // A link keeps its text, and the button of an earlier try the focus.
      if (element.shadowRoot?.querySelector('button') !== null) return;
      const button = document.createElement('button');
      button.append('Could not be loaded. Try again');
      button.onclick = () => button.isConnected && element.start();
      addEventListener('online', button.onclick); // each time, as long as the button is there
      element.shadowRoot.replaceChildren(button);
    } finally {
      element.ariaBusy = null;
    }
  }

  let isUsed = false;

  class BelowlineElement extends HTMLElement {
    static observedAttributes = ['page'];

    connectedCallback() {
      const page = this.getAttribute('page') || ownPage();
      if (page === this.shown) return; // it was only moved
      this.shown = page;
      isUsed = this.ariaBusy = true; // busy until it is filled
      (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).replaceChildren('…');
      this.start();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }
  }

  for (const name of ['views', 'popular', 'posts']) {
    customElements.define(`belowline-${name}`, class extends BelowlineElement {
      start() {
        if (name === 'views' && !this.hasAttribute('page')) view(this.shown, this);
        calm.then(() => fill(this, name === 'views' ? 'counts' : 'lists', name));
      }
    });
  }

  customElements.define('belowline-comments', class extends BelowlineElement {
    /** The first comments are asked for beside the module that shows them. */
    start() {
      view(this.shown, this);
      this.shadowRoot.adoptedStyleSheets.push(room);
      const isShown = near(this).then(() => {
        let path = `comments?page=${encodeURIComponent(this.shown)}`;
        for (const name of ['sort', 'limit']) if (this.getAttribute(name)) path += `&${name}=${this.getAttribute(name)}`;
        const first = call(path);
        first.catch(() => {}); // it is told where it is shown
        return fill(this, 'thread', 'show', path, first);
      });
      if (!this.hasAttribute('lazy')) threads.push(isShown);
    }
  });

  // Links that scripts add later get their counts too.
  parsed.then(() => {
    const count = () => {
      for (const link of document.querySelectorAll('[data-belowline-count]')) {
        isUsed = link.belowline ??= calm.then(() => fill(link, 'counts', 'count')); // once
      }
    };
    count();
    new MutationObserver(count).observe(document, { childList: true, subtree: true });
    if (!isUsed) tell('info', 'nothing to do');
  });
})();
