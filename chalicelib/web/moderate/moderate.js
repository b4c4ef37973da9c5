/*
 * The moderator page: sign in with a token, look at comments by status, decide.
 *
 * Everything that readers wrote enters the page as text, never as markup. The token stays in this tab's session storage;
 * one that came in the address (#site=demo&token=...) is taken out of it at once, so that no history keeps it.
 */

const KEPT = 'belowline:moderator';
const ACTIONS = {
  approve: { label: 'Approve', key: 'a', leadsTo: 'approved', style: 'primary' },
  reject: { label: 'Reject', key: 'r', leadsTo: 'rejected' },
  spam: { label: 'Spam', key: 's', leadsTo: 'spam' },
  delete: { label: 'Delete', leadsTo: 'deleted', style: 'grave' }, // without a key: nothing here brings it back
};

const part = (id) => document.getElementById(id);
const desk = { site: '', token: '', status: 'pending', next: null };

class Refused extends Error {
  constructor(problem) {
    super(problem.detail ?? 'The service does not answer. Please try again.');
    this.status = problem.status;
  }
}

async function call(path, body) {
  const headers = { Authorization: `Bearer ${desk.token}` };
  if (body) headers['Content-Type'] = 'application/json';
  const address = new URL(`v1/sites/${encodeURIComponent(desk.site)}/moderation/${path}`, new URL('.', location.href));
  const options = { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), cache: 'no-store' };
  let answer;
  let content;
  try {
    answer = await fetch(address, options);
    content = await answer.json();
  } catch {
    throw new Refused({});
  }
  if (!answer.ok) throw new Refused(content);
  return content;
}

/* ---- Signing in and out ---- */

function start() {
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (given.token) history.replaceState(null, '', location.pathname + location.search);
  Object.assign(desk, JSON.parse(sessionStorage.getItem(KEPT)), given.token && { site: given.site ?? '', token: given.token });
  if (desk.site && desk.token) signIn();
  else askForToken();
}

function askForToken(why = '') {
  sessionStorage.removeItem(KEPT);
  show({ isSignedIn: false });
  part('alert').textContent = why;
  part('site-name').value = desk.site;
  part('token').value = desk.token;
  (desk.site ? part('token') : part('site-name')).focus();
}

function signIn() {
  sessionStorage.setItem(KEPT, JSON.stringify({ site: desk.site, token: desk.token }));
  show({ isSignedIn: true });
  choose('pending');
}

function signOut() {
  desk.token = '';
  part('queue').replaceChildren();
  askForToken();
}

function show({ isSignedIn }) {
  part('sign-in').hidden = isSignedIn;
  part('desk').hidden = !isSignedIn;
  part('sign-out').hidden = !isSignedIn;
  part('site').textContent = isSignedIn ? desk.site : '';
}

/* ---- The queue ---- */

function choose(status) {
  desk.status = status;
  for (const button of part('filter').children) {
    if (button.value === status) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
  part('queue').replaceChildren();
  return load();
}

/** Load the first comments of the chosen status, or those at `cursor`; answers the first article that is new. */
async function load(cursor = null) {
  const { status } = desk;
  const query = new URLSearchParams({ status, limit: 25, ...(cursor && { cursor }) });
  tell('Loading …');
  try {
    const { comments, next } = await call(`comments?${query}`);
    if (status !== desk.status) return null; // another one was chosen meanwhile
    const articles = comments.map(article);
    part('queue').append(...articles.map((shown) => make('li', {}, shown)));
    offer(next);
    tell(summary());
    return articles[0];
  } catch (problem) {
    offer(cursor);
    return complain(problem);
  }
}

function offer(next) {
  desk.next = next;
  part('more').hidden = !next;
}

function summary() {
  const count = part('queue').children.length;
  if (!count) return desk.next ? `There may be more ${desk.status} comments` : `There are no ${desk.status} comments`;
  return `${count}${desk.next ? ' or more' : ''} ${desk.status} ${count === 1 ? 'comment' : 'comments'}`;
}

async function decide(shown, action) {
  if (shown.getAttribute('aria-busy') === 'true') return;
  shown.setAttribute('aria-busy', 'true');
  try {
    const { results } = await call('actions', { action, ids: [shown.id] });
    const [{ status, error }] = results;
    if (error) throw new Refused({ detail: `This was not done: ${error.message}` });
    remove(shown, status);
  } catch (problem) {
    shown.setAttribute('aria-busy', 'false');
    complain(problem);
  }
}

function remove(shown, status) {
  const following = neighbour(shown, 1) ?? neighbour(shown, -1);
  shown.parentElement.remove();
  tell(`The ${shown.dataset.label} is ${status} now. ${summary()}.`);
  if (!following && desk.next) load(desk.next).then((article) => article?.focus());
  else (following ?? part('status')).focus();
}

/* ---- One comment ---- */

function article(comment) {
  const { author, id } = comment;
  const heading = make('h2', { id: `name-${id}` }, author?.name ?? 'Erased');
  const shown = make('article', { id, tabIndex: -1 },
    heading,
    make('p', { className: 'about' }, ...about(comment)),
    make('p', { className: 'body', dir: 'auto' }, comment.body ?? ''),
    make('ul', { className: 'checks' }, ...reasons(comment).map((reason) => make('li', {}, reason))));
  shown.dataset.label = `comment by ${heading.textContent}`;
  shown.setAttribute('aria-labelledby', heading.id);
  shown.append(make('div', { className: 'actions' }, ...buttons(shown, comment.status)));
  return shown;
}

function about({ author, created_at, edited_at, page, page_title, page_url, parent }) {
  const title = page_title || page;
  return [
    link(page_url, title),
    make('time', { dateTime: created_at }, new Date(created_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })),
    ...[edited_at && 'edited', parent && 'a reply', author?.email, author?.url].filter(Boolean).map((text) => make('span', {}, text)),
  ];
}

function reasons({ author, checks = [], flag_count }) {
  const history = Object.entries(author?.history ?? {}).filter(([, count]) => count);
  return [
    history.length && `Author so far: ${history.map(([status, count]) => `${count} ${status}`).join(', ')}`,
    flag_count && `Reported by readers: ${flag_count}`,
    ...checks.map(({ check, reason }) => `${check.replaceAll('_', ' ')}: ${reason}`),
  ].filter(Boolean);
}

function buttons(shown, status) {
  if (status === 'deleted') return [];
  return Object.entries(ACTIONS)
    .filter(([, { leadsTo }]) => leadsTo !== status)
    .map(([action, { label, key, style = '' }]) => {
      const button = make('button', { type: 'button', value: action, className: style }, label);
      if (key) button.setAttribute('aria-keyshortcuts', key);
      button.setAttribute('aria-label', `${label}: ${shown.dataset.label}`);
      button.onclick = () => decide(shown, action);
      return button;
    });
}

function link(address, text) {
  if (!/^https?:/i.test(address ?? '')) return make('span', {}, text);
  return make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/* ---- Telling ---- */

function tell(text) {
  part('alert').textContent = '';
  part('status').textContent = text;
}

function complain(problem) {
  if (problem.status === 401 || problem.status === 403) return askForToken(problem.message);
  part('status').textContent = '';
  part('alert').textContent = problem.message;
  return null;
}

/* ---- Keys ---- */

function current() {
  return document.activeElement.closest('#queue article');
}

function neighbour(shown, step) {
  const item = shown?.parentElement;
  const found = step > 0 ? item?.nextElementSibling : item?.previousElementSibling;
  return found?.firstElementChild;
}

function press(event) {
  const isTyping = event.target.closest('input:not([type=checkbox]), textarea, select');
  if (!part('keys').checked || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const shown = current();
  if (event.key === 'j') (shown ? neighbour(shown, 1) : part('queue').querySelector('article'))?.focus();
  else if (event.key === 'k') neighbour(shown, -1)?.focus();
  else shown?.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`)?.click();
}

part('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  Object.assign(desk, { site: part('site-name').value.trim(), token: part('token').value.trim() });
  signIn();
});
part('sign-out').addEventListener('click', signOut);
part('filter').addEventListener('click', ({ target }) => target.value && choose(target.value));
part('more').addEventListener('click', () => load(desk.next).then((first) => first?.focus()));
document.addEventListener('keydown', press);
addEventListener('hashchange', start);
start();
