/*
 * What others are at, so that two moderators do not decide on the same comments: a queue tells the service what it is at, and is told what the others are.
 */

import { post } from './api.js';

const MOST = 100;
const desk = crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Tell which comments were decided on here last, are looked at or come next, none where the queue is left. Answers what to leave to others, by id: to whom. */
export async function sitDown(comments, more) {
  const { others } = await post('moderation/desks', { desk, comments: comments.slice(0, MOST) }, more);
  return new Map(others.flatMap(({ name, comments: taken }) => taken.map((id) => [id, name])));
}
