/*
 * A list of comments as the service has it, read part by part.
 */

import { get, getAhead } from './api.js';
import { placed, queryOf } from './filters.js';
import * as outbox from './outbox.js';

const PATH = 'moderation/comments';
const A_PART = 50;
const MOST_EMPTY_PARTS = 20; // in a row; then somebody is asked whether to go on

export class List {
  #cursor = null;
  #parts = []; // of each that was read: the cursor that it came by, and the last id before it
  #lastId = '';
  #reading = null;
  #known = new Set();

  /** `query` is what the service is asked; `signal` ends the calls. */
  constructor(query, signal) {
    Object.assign(this, { query, signal });
  }

  /** Ask for the first part of the list that an address names, which somebody will read in a moment. */
  static ahead(place) {
    if (!place.age) getAhead(PATH, { ...queryOf(placed(place)), limit: A_PART }); // an age is told in moments, which will be others then
  }

  /** Whether there is nothing more to read. */
  get isOver() {
    return this.#parts.length > 0 && this.#cursor === null;
  }

  /** Answer the following comments that are not decided on here; fewer than there may be, none at the end. Who asks twice at once is answered once. */
  more(limit = A_PART) {
    this.#reading ??= this.#more(limit).finally(() => { this.#reading = null; });
    return this.#reading;
  }

  async #more(limit) {
    for (let parts = 0; parts < MOST_EMPTY_PARTS && !this.isOver; parts += 1) {
      const { comments, next } = await get(PATH, { ...this.query, limit, cursor: this.#cursor }, { signal: this.signal });
      this.#parts.push({ cursor: this.#cursor, after: this.#lastId });
      this.#lastId = comments.at(-1)?.id ?? this.#lastId;
      this.#cursor = next;
      const found = this.#taken(comments);
      if (found.length) return found;
    }
    return [];
  }

  /**
   * Look again at the part that a comment is in: answers which of those that are `shown` are not there any more, which others have decided on, and, where
   * the list is over, those that came since. For the list that is read from the oldest on.
   */
  async again(shown, current) {
    const end = this.#parts.length - 1;
    const here = this.#parts.findLastIndex(({ after }) => after < current);
    const looks = await Promise.all([...new Set([Math.max(here, 0), this.isOver ? end : 0])].map((place) => this.#lookAt(this.#parts[place], shown)));
    const { comments, next } = looks.at(-1);
    const come = this.isOver ? this.#taken(comments) : [];
    if (this.isOver) this.#cursor = next;
    return { gone: looks.flatMap(({ gone }) => gone), come };
  }

  async #lookAt({ cursor, after }, shown) {
    const { comments, next } = await get(PATH, { ...this.query, limit: A_PART, cursor }, { signal: this.signal });
    const there = new Set(comments.map(({ id }) => id));
    const last = comments.at(-1)?.id ?? '';
    return { comments, next, gone: shown.filter((id) => !there.has(id) && id > after && (next === null || id <= last)) };
  }

  #taken(comments) {
    const found = comments.filter((comment) => !this.#known.has(comment.id) && !outbox.has(comment.id));
    found.forEach(({ id }) => this.#known.add(id));
    return found.map((comment) => ({ ...comment, is_reported: Boolean(this.query.flagged) }));
  }
}
