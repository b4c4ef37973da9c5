/*
 * Decisions on their way. Each is held back for ten seconds, in which it can be undone: the service cannot make a comment wait again.
 *
 * What is held lies in this tab's storage, so a reload loses nothing; it is sent when the time is over, when the page is hidden or left, and
 * when somebody signs out. What could not be sent stays, and is tried again: with growing pauses, when the line is back, when somebody wants it,
 * when somebody has signed in again. Who is told nothing sends again: a decision made twice changes nothing. All are sent with the status that
 * was seen, so that nobody overrules another moderator without knowing. Each is sent as who made it alone: what somebody else left in this tab
 * waits until they are back, or until who is here takes it over or throws it away. A moderator is known by name, as in the log: tokens change.
 */

import { post } from './api.js';
import { session, turns } from './session.js';

export const HELD = 10_000;
const GATHERED = 3_000; // so that decisions made one after another go together, a hundred at most
const MOST_AT_ONCE = 100;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;
const NOTHING_FAILED = { times: 0, problem: null };

/**
 * Hears `change` whenever there is more, less, or something went wrong, `done` with `[{ item, result }]`, `refused` with `{ items, problem }`, `dropped` when what
 * others decided was thrown away, whose comments are for deciding again.
 */
export const outbox = new EventTarget();

let place = null; // where this tab keeps what is here, while somebody is at the desk
let items = [];
let onTheWay = new Set();
let failed = NOTHING_FAILED;
let timer;
let sending = null;

/** Begin, once somebody is at the desk: read what was left by this tab. */
export function start() {
  place = `belowline:outbox:${session.site}`;
  items = JSON.parse(sessionStorage.getItem(place) ?? '[]');
  failed = NOTHING_FAILED;
  if (items.length) send();
}

/** Send what can be sent, and end: somebody else comes to the desk. What cannot be sent stays in the tab's storage. */
export async function stop() {
  if (failed.problem?.status !== 401) await flush();
  end();
}

function end() {
  clearTimeout(timer);
  items = [];
  place = null;
}

export function listen() {
  addEventListener('online', () => send());
  addEventListener('offline', changed);
  addEventListener('pagehide', () => flush({ keepalive: true }));
  addEventListener('beforeunload', warn);
  document.addEventListener('visibilitychange', () => document.hidden && flush({ keepalive: true }));
  turns.addEventListener('back', () => {
    failed = NOTHING_FAILED;
    send();
  });
}

/** A tab that is closed takes along what cannot be sent: the browser asks whether that is meant. */
function warn(event) {
  if (items.length && (failed.problem || !navigator.onLine || others().count)) event.preventDefault();
}

/** Hold decisions that are to be undone together: `[{ id, action, status, name, reason?, note? }]`, `status` as it was seen, `name` for people. */
export function decide(decisions) {
  const at = Date.now();
  items.push(...decisions.map((one) => ({ ...one, at, by: session.me.name })));
  changed();
}

/** Take back what was decided last, as long as it has not been sent; answers it, or an empty list. */
export function undo() {
  const last = items.findLast(isHeld);
  if (!last) return [];
  const undone = items.filter((one) => one.at === last.at && isHeld(one));
  items = items.filter((one) => !undone.includes(one));
  changed();
  return undone;
}

/** Answer those that can still be undone. */
export const held = () => items.filter(isHeld);

/** Tell whether a comment is decided on here, so that no list shows it again. */
export const has = (id) => items.some((one) => one.id === id);

/** Answer how it stands: how many are here, and what went wrong last, if anything did. */
export const state = () => ({ count: items.length, problem: failed.problem });

/** Send all, also what could be undone. */
export function flush({ keepalive = false } = {}) {
  return send({ isAll: true, keepalive });
}

/** Answer how much others have decided here that was not sent, and who they are. */
export function others() {
  const left = items.filter((one) => !isMine(one));
  return { count: left.length, names: [...new Set(left.map(({ by }) => by))] };
}

/** Send what others decided as one's own. */
export function takeOver() {
  items.forEach((one) => { one.by = session.me.name; });
  changed();
  return send();
}

/** Throw away what others decided. */
export function dropOthers() {
  items = items.filter(isMine);
  changed();
  outbox.dispatchEvent(new Event('dropped'));
}

/** Throw away what could not be sent, and end. */
export function drop() {
  items = [];
  changed();
  end();
}

const isMine = (one) => one.by === session.me?.name;

const isHeld = (one) => isMine(one) && !one.wasSent && !onTheWay.has(one);

function changed() {
  if (!place) return; // what the tab keeps is not read yet
  if (items.length) sessionStorage.setItem(place, JSON.stringify(items));
  else sessionStorage.removeItem(place);
  schedule();
  outbox.dispatchEvent(new Event('change'));
}

function schedule() {
  clearTimeout(timer);
  const waiting = items.filter((one) => isMine(one) && !onTheWay.has(one));
  if (!waiting.length || sending || !navigator.onLine || failed.problem?.status === 401) return;
  const due = failed.problem ? failed.until : Math.min(...waiting.map((one) => one.at)) + HELD + GATHERED;
  timer = setTimeout(send, Math.max(0, due - Date.now()));
}

/** Send what is due. One after another, so that decisions on one comment keep their order. */
async function send({ isAll = false, keepalive = false } = {}) {
  if (!navigator.onLine) return undefined; // nothing leaves, so all can still be undone
  if (keepalive) return sendBeforeLeaving();
  while (sending) await sending;
  const due = items.filter((one) => isMine(one) && (isAll || one.wasSent || one.at + HELD <= Date.now()));
  sending = sendAll(parts(due));
  await sending;
  sending = null;
  return changed();
}

/** There is no time left for one to wait for another, nor perhaps for any answer: whoever comes back sends them again. */
function sendBeforeLeaving() {
  const mine = items.filter(isMine);
  const all = parts(mine);
  mine.forEach((one) => { one.wasSent = true; });
  changed();
  return Promise.all(all.map((part) => sendPart(part, true)));
}

async function sendAll(all) {
  for (const part of all) if (!part.every(isMine) || !(await sendPart(part, false))) return; // while one is sent, somebody else may come
}

async function sendPart(part, keepalive) {
  part.forEach((one) => onTheWay.add(one));
  try {
    const [{ action, status, reason, note }] = part;
    const { results } = await post('moderation/actions', { action, status, reason, note, ids: part.map((one) => one.id) }, { keepalive });
    settle(part);
    failed = NOTHING_FAILED;
    const found = new Map(results.map((result) => [result.id, result]));
    outbox.dispatchEvent(new CustomEvent('done', { detail: part.map((item) => ({ item, result: found.get(item.id) })) }));
    return true;
  } catch (problem) {
    return fail(part, problem);
  } finally {
    part.forEach((one) => onTheWay.delete(one));
    changed();
  }
}

function fail(part, problem) {
  if (problem.isPassing || problem.status === 401) {
    part.forEach((one) => { one.wasSent = true; }); // perhaps: nobody knows
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failed.times);
    failed = { times: failed.times + 1, problem, until: Date.now() + Math.max(pause, problem.retryAfter * 1000) };
    return false;
  }
  settle(part);
  outbox.dispatchEvent(new CustomEvent('refused', { detail: { items: part, problem } }));
  return true;
}

function settle(part) {
  items = items.filter((one) => !part.includes(one));
}

/** Put decisions together that one call can make: of one kind, seen in one status, a hundred at most. */
function parts(some) {
  const kinds = new Map();
  for (const one of some.filter((it) => !onTheWay.has(it))) {
    const kind = JSON.stringify([one.action, one.status, one.reason, one.note]);
    const last = kinds.get(kind)?.at(-1);
    if (last && last.length < MOST_AT_ONCE) last.push(one);
    else kinds.set(kind, [...(kinds.get(kind) ?? []), [one]]);
  }
  return [...kinds.values()].flat();
}
