/* Lists of pages: what is read or discussed most in <belowline-popular>, and the publisher's latest in <belowline-posts>. */

import styles from './lists.css' with { type: 'css' };
import words from './words/en.json' with { type: 'json' };
import { relativeDate, say } from './language.js';
import { make } from './make.js';

const LIST = { part: 'list', role: 'list' };

export function popular(host, core) {
  return attempt(host, core, async () => {
    const { pages } = await asked(host, core, 'popular', ['by', 'window', 'limit']);
    const counted = host.getAttribute('by') === 'comments' ? 'comment_count' : 'view_count';
    place(host, core, 'ol', LIST, pages.map((page) => make('li', { part: 'item' },
      link(page.url, { part: 'title', dir: 'auto' }, page.title ?? page.key),
      make('span', { part: 'count' }, told(host, core, counted, { count: page[counted] })))));
    core.dispatch(host, 'ready', { pages });
  });
}

export function posts(host, core) {
  return attempt(host, core, async () => {
    const { locale } = core.languageOf(host);
    const { posts } = await asked(host, core, 'posts', ['limit']);
    place(host, core, 'ul', LIST, posts.map((post) => make('li', { part: 'item' },
      make('h3', { part: 'title', dir: 'auto' }, link(post.url, {}, post.title)),
      post.excerpt && make('p', { part: 'excerpt', dir: 'auto' }, post.excerpt),
      make('p', { part: 'about' },
        make('a', { href: post.url, part: 'read-more', ariaLabel: told(host, core, 'readMoreOf', post) }, told(host, core, 'readMore')),
        make('time', { part: 'date', dateTime: post.published_at }, relativeDate(locale, post.published_at)),
        !!post.comment_count && make('span', { part: 'count' }, told(host, core, 'comment_count', { count: post.comment_count }))))));
    core.dispatch(host, 'ready', { posts });
  });
}

/** Do what fills a list; where that fails, offer another try in its place. It comes by itself once the browser is online again. */
async function attempt(host, core, fill) {
  try {
    await fill();
  } catch (problem) {
    core.report(host, problem);
    const again = () => retry.isConnected && host.start();
    const retry = make('button', { type: 'button', part: 'button retry', onclick: again }, told(host, core, 'retry'));
    place(host, core, 'div', {}, [make('p', { part: 'error', role: 'alert' }, told(host, core, 'failed')), retry]);
    addEventListener('online', again, { once: true });
  }
}

function link(href, properties, text) {
  return href ? make('a', { href, ...properties }, text) : make('span', properties, text);
}

function asked(host, { call }, name, attributes) {
  const given = attributes.map((attribute) => [attribute, host.getAttribute(attribute)]).filter(([, value]) => value);
  return call(`${name}?${new URLSearchParams(given)}`);
}

function told(host, { languageOf }, name, values) {
  return say(languageOf(host).locale, words[name], values);
}

/** Put something into the place of what was there. If the focus was in that, on a button to try again, it goes to the first that can have it. */
function place(host, { languageOf }, tag, properties, children) {
  const { shadowRoot } = host;
  const isFocused = shadowRoot.activeElement;
  const element = make(tag, { lang: languageOf(host).locale, ...properties }, ...children);
  shadowRoot.adoptedStyleSheets = [styles];
  shadowRoot.replaceChildren(element);
  if (!isFocused) return;
  element.tabIndex = -1; // for a list without entries
  (element.querySelector('a, button') ?? element).focus();
}
