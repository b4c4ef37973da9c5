/*
 * The comments of a list as they stand on the page, in the order in which they were read; and those that have left it, until they come back.
 */

import { make } from './dom.js';

export class Rows {
  #shown = new Map(); // by id: the comment, its item in the list, and its number in the order of reading
  #left = new Map();
  #count = 0;

  /** `draw(item, comment)` fills a comment's item, whose first element is the comment's article. */
  constructor(label, draw) {
    this.element = make('ol', { class: 'comments', 'aria-label': label });
    this.draw = draw;
  }

  get size() {
    return this.#shown.size;
  }

  has(id) {
    return this.#shown.has(id);
  }

  /** Answer the comment with this id, if it is shown. */
  comment(id) {
    return this.#shown.get(id)?.comment;
  }

  comments() {
    return [...this.#shown.values()].map(({ comment }) => comment);
  }

  item(id) {
    return this.#shown.get(id)?.item;
  }

  article(id) {
    return this.item(id)?.firstElementChild;
  }

  /** Answer the ids of what is shown, from the first to the last. */
  ids() {
    return [...this.element.children].map((item) => item.firstElementChild.id);
  }

  /** Answer the ids of what has left, that which left last at the end. */
  left() {
    return [...this.#left.keys()];
  }

  add(comment) {
    const item = make('li');
    this.draw(item, comment);
    this.#shown.set(comment.id, { comment, item, order: (this.#count += 1) });
    this.element.append(item);
  }

  change(comment) {
    const row = this.#shown.get(comment.id);
    row.comment = comment;
    this.draw(row.item, comment);
  }

  remove(id) {
    const row = this.#shown.get(id);
    row.item.remove();
    this.#shown.delete(id);
    this.#left.set(id, row);
  }

  /** Show again what has left, where it was. Answers whether it could: what was here before the list was read anew could not. */
  putBack(ids) {
    const rows = ids.map((id) => this.#left.get(id));
    if (rows.includes(undefined)) return false;
    rows.forEach((row) => this.#putBack(row));
    return true;
  }

  #putBack(row) {
    const after = [...this.element.children].find((item) => this.#shown.get(item.firstElementChild.id).order > row.order);
    this.element.insertBefore(row.item, after ?? null);
    this.#left.delete(row.comment.id);
    this.#shown.set(row.comment.id, row);
  }

  /** Forget all, since the list is read anew. */
  clear() {
    this.#shown.clear();
    this.#left.clear();
    this.element.replaceChildren();
  }
}
