/*
 * Who is at the desk: a site, a token, and what the service says of it. It is this tab's alone, and gone when the tab is closed.
 */

const KEPT = 'belowline:moderator';

/** `me` is what `GET moderation/me` answers: name and role of the token, name and timezone of the site. */
export const session = { site: '', token: '', me: null };

/** Hears `over` when the service no longer takes the token, and `back` when there is one again. */
export const turns = new EventTarget();

/** Read what this tab knows: not `me`, which only the service knows. */
export function recall() {
  Object.assign(session, JSON.parse(sessionStorage.getItem(KEPT) ?? '{}'));
}

/** Answer who comes by the address (#site=demo&token=...), which is taken out of it so that no history keeps it; null where it has no token. */
export function comer() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.get('token')) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return { site: given.get('site') ?? '', token: given.get('token'), me: null };
}

export function keep() {
  const { site, token } = session;
  sessionStorage.setItem(KEPT, JSON.stringify({ site, token }));
}

export function forget() {
  Object.assign(session, { token: '', me: null });
  sessionStorage.removeItem(KEPT);
}

/** Tell all who listen that the token is not taken any more. It is not forgotten: what is on the page stays for whoever signs in again. */
export function end(problem) {
  turns.dispatchEvent(new CustomEvent('over', { detail: problem }));
}

export function begin() {
  turns.dispatchEvent(new CustomEvent('back'));
}
