/*
 * Which of the rows are selected, as their cards show it.
 */

export class Selection {
  #ids = new Set();

  /** Whether all others that the filter finds are meant too. */
  isAll = false;

  /** `changed()` is called after each change. */
  constructor(rows, changed) {
    Object.assign(this, { rows, changed });
  }

  get size() {
    return this.#ids.size;
  }

  has(id) {
    return this.#ids.has(id);
  }

  ids() {
    return [...this.#ids];
  }

  set(id, isSelected) {
    if (isSelected) this.#ids.add(id);
    else this.#ids.delete(id);
    this.isAll = false;
    this.mark(id);
    this.changed();
  }

  /** Have a card show whether it is selected, if it is there. */
  mark(id) {
    const article = this.rows.article(id);
    if (!article) return;
    article.classList.toggle('selected', this.has(id));
    article.querySelector('.select').checked = this.has(id);
  }

  /** Select all that is shown; or none of it, where all is selected already. */
  toggleShown() {
    const ids = this.rows.ids();
    const isSelected = !ids.every((id) => this.has(id));
    ids.forEach((id) => this.set(id, isSelected));
  }

  /** Select all that is shown, and all others too where there `mayBeMore`. */
  setAll(mayBeMore) {
    this.rows.ids().forEach((id) => this.set(id, true));
    this.isAll = mayBeMore;
    this.changed();
  }

  clear() {
    this.ids().forEach((id) => this.set(id, false));
  }
}
