/* Lists of pages: what is read or discussed most in <belowline-popular>, and the publisher's latest in <belowline-posts>. */

import styles from './lists.css' with { type: 'css' };
import words from './words/en.json' with { type: 'json' };
import { relativeDate, say } from './language.js';
import { make } from './make.js';

export async function popular(host, core) {
  const { pages } = await asked(host, core, 'popular', ['by', 'window', 'limit']);
  const counted = host.getAttribute('by') === 'comments' ? 'comment_count' : 'view_count';
  show(host, core, 'ol', pages.map((page) => make('li', { part: 'item' },
    link(page.url, { part: 'title', dir: 'auto' }, page.title ?? page.key),
    make('span', { part: 'count' }, told(host, core, counted, { count: page[counted] })))));
  core.dispatch(host, 'ready', { pages });
}

export async function posts(host, core) {
  const { locale } = core.languageOf(host);
  const { posts } = await asked(host, core, 'posts', ['limit']);
  show(host, core, 'ul', posts.map((post) => make('li', { part: 'item' },
    make('h3', { part: 'title', dir: 'auto' }, link(post.url, {}, post.title)),
    post.excerpt && make('p', { part: 'excerpt', dir: 'auto' }, post.excerpt),
    make('p', { part: 'about' },
      make('a', { href: post.url, part: 'read-more', ariaLabel: told(host, core, 'readMoreOf', post) }, told(host, core, 'readMore')),
      make('time', { part: 'date', dateTime: post.published_at }, relativeDate(locale, post.published_at)),
      !!post.comment_count && make('span', { part: 'count' }, told(host, core, 'comment_count', { count: post.comment_count }))))));
  core.dispatch(host, 'ready', { posts });
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

function show(host, { languageOf }, tag, items) {
  host.shadowRoot.adoptedStyleSheets = [styles];
  host.shadowRoot.replaceChildren(make(tag, { part: 'list', role: 'list', lang: languageOf(host).locale }, ...items));
}
