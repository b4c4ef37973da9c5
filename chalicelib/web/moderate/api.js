/*
 * Calls to the service, with the token of who is at the desk.
 *
 * A call that fails throws a `Problem`: one of RFC 9457 as the service told it, or one with status 0 where nothing was answered in time.
 * All that this page asks of the service may be asked again: reads, and writes that say how something is to be (an action done twice
 * changes nothing the second time). So none needs an Idempotency-Key, which the service takes for new comments alone.
 */

import { end, session } from './session.js';
import { has, t } from './i18n.js';

const ROOT = new URL('../../', import.meta.url);
const SECONDS = 20;

const ahead = new Map();

/** A call that failed. `message` is for people, `code` for programs, `fields` names what was wrong with which field. */
export class Problem extends Error {
  constructor({ status = 0, code = 'unanswered', detail, errors = [], request_id, retryAfter = 0 } = {}) {
    super();
    Object.assign(this, { status, code, detail, fields: errors, request: request_id, retryAfter });
  }

  get message() {
    return told(this);
  }

  /** Whether the same call may well succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function told({ code, detail, request }) {
  if (code === 'unanswered' && !navigator.onLine) return t('problem.offline');
  const name = `problem.${code}`;
  return has(name) ? t(name, { request: request ?? '' }) : detail ?? t('problem.unanswered');
}

/** Call `v1/sites/{site}/{path}` and answer what came back. `query` has parameters, of which empty ones are left out. */
export async function call(method, path, { body, query, signal, keepalive = false, token = session.token } = {}) {
  const address = addressOf(path, query);
  const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) };
  const late = AbortSignal.timeout(SECONDS * 1000);
  const options = { method, headers, body: body && JSON.stringify(body), keepalive, cache: 'no-store', signal: signal ? AbortSignal.any([signal, late]) : late };
  const { answer, content } = await exchange(address, options, signal);
  if (answer.ok) return content;
  const problem = new Problem({ ...content, status: answer.status, retryAfter: Number(answer.headers.get('Retry-After')) });
  if (problem.status === 401 && token === session.token && session.me) end(problem);
  throw problem;
}

/** Answer the service's description of itself. */
export async function description({ signal } = {}) {
  const { answer, content } = await exchange(new URL('./openapi.json', ROOT), { signal }, signal);
  if (answer.ok) return content;
  throw new Problem({ ...content, status: answer.status });
}

function addressOf(path, query = {}) {
  const address = new URL(`v1/sites/${encodeURIComponent(session.site)}/${path}`, ROOT);
  for (const [name, value] of Object.entries(query)) if (value) address.searchParams.set(name, value);
  return address;
}

const keyOf = (path, query) => `${session.token} ${addressOf(path, query)}`;

async function exchange(address, options, signal) {
  try {
    const answer = await fetch(address, options);
    return { answer, content: answer.status === 204 ? null : await answer.json() };
  } catch (failure) {
    if (signal?.aborted) throw failure; // whoever asked does not want to know any more
    throw new Problem();
  }
}

/** Read, unless it was asked for ahead. */
export function get(path, query, more) {
  const key = keyOf(path, query);
  const asked = ahead.get(key);
  ahead.delete(key);
  return asked ?? call('GET', path, { query, ...more });
}

/** Read what will be wanted in a moment: who gets the same next, with the same token, is answered with it, once. */
export function getAhead(path, query) {
  const asked = call('GET', path, { query });
  asked.catch(() => {}); // told to who gets it
  ahead.set(keyOf(path, query), asked);
}

export const post = (path, body, more) => call('POST', path, { body, ...more });
