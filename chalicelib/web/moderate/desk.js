/*
 * A moderator's place at the queue, beside those of others: it tells the service what it is at and is told what the others are, so that two moderators do not
 * decide on the same comments.
 */

import { post } from './api.js';
import { make } from './dom.js';
import { t } from './i18n.js';

const MOST = 100;
const STEPS = 5; // from one comment to another, after which the others are to hear of it
const KEPT = 'belowline:desk';

// The tab's, so that a page that is loaded anew is no other desk: what it told before may still be on its way then.
const desk = sessionStorage.getItem(KEPT) ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
sessionStorage.setItem(KEPT, desk);

export class Desk {
  #taken = new Map(); // by id: who else is at a comment
  #isHere = false; // as far as the others know
  #isTelling = false;
  #steps = 0; // since that was said

  isFree = (id) => !this.#taken.has(id);

  /** Answer the name of who else is at a comment, if anybody is. */
  whoIsAt(id) {
    return this.#taken.get(id);
  }

  /**
   * Tell which comments were decided on here last, are looked at or come next. Answers whether what the others are at is known anew: it is not where this is being
   * told already, nor where the service is out of reach; the next look, or the next decision, tells what is wrong then.
   */
  async sitDown(comments, signal) {
    if (this.#isTelling) return false;
    this.#isTelling = true;
    this.#steps = 0;
    this.#isHere = comments.length > 0;
    try {
      this.#taken = await tell(comments.slice(0, MOST), { signal });
      return true;
    } catch {
      return false;
    } finally {
      this.#isTelling = false;
    }
  }

  /** Count a step to another comment. Answers whether it is time to tell the others. */
  step() {
    this.#steps += 1;
    return this.#steps >= STEPS;
  }

  /** Tell that nobody is here any more. */
  getUp(more) {
    if (!this.#isHere) return;
    this.#isHere = false;
    tell([], more).catch(() => {}); // without it the service forgets this desk in a minute
  }

  /** Mark a comment's item in a list as one that somebody else is at, or nobody any more. */
  mark(item) {
    const article = item.firstElementChild;
    const name = this.whoIsAt(article.id);
    item.querySelector('.taken-by')?.remove();
    item.classList.toggle('taken', Boolean(name));
    article.removeAttribute('aria-describedby');
    if (!name) return;
    const mark = make('p', { class: 'taken-by', id: `taken-${article.id}` }, t('queue.taken', { name }));
    article.setAttribute('aria-describedby', mark.id);
    item.append(mark);
  }
}

async function tell(comments, more) {
  const { others } = await post('moderation/desks', { desk, comments }, more);
  return new Map(others.flatMap(({ name, comments: taken }) => taken.map((id) => [id, name])));
}
