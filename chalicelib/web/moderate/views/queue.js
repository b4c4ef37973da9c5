/*
 * The queue: comments one after another, decided on by button or key. What was decided on leaves at once and is held in the outbox; the next one is there already.
 */

import { ACTIONS, allowed } from '../actions.js';
import { decideOnAllThatMatch } from '../all.js';
import { post } from '../api.js';
import * as authors from '../author.js';
import { card, nameOf } from '../card.js';
import { Desk } from '../desk.js';
import { openDetails } from '../details.js';
import { dock } from '../dock.js';
import { button, make } from '../dom.js';
import { decisionWithReason, edit } from '../edit.js';
import { filterForm, isNarrow, placed, queryOf, tabs } from '../filters.js';
import { ago, t } from '../i18n.js';
import * as keys from '../keys.js';
import { List } from '../list.js';
import * as outbox from '../outbox.js';
import { Rows } from '../rows.js';
import { Selection } from '../selection.js';
import { alarm, clear, note, say } from '../tell.js';

const AHEAD = 20; // as many are to be there after the one that is looked at, and with nobody else
const NEXT = 10; // as many are spoken for here
const DECIDED = 60; // as many that were decided on last: others have not heard of these yet
const SECONDS_BETWEEN_LOOKS = 20;
const MOST_PARTS_TO_PLACE = 40;
const MOST_IDLE = 5 * 60_000; // milliseconds without a key or a press, after which nobody looks at the list any more
const KEPT = 'belowline:place';

export const view = {
  async open(place, context) {
    const queue = new Queue(placed(place), context);
    await queue.begin();
    return queue;
  },
};

class Queue {
  #current = null; // the id of the comment that is looked at
  #drawer = null;

  desk = new Desk();
  touched = Date.now();

  constructor(place, context) {
    Object.assign(this, { place, context });
    this.rows = new Rows(t(`lists.${place.list}`), (item, comment) => this.draw(item, comment));
    this.selection = new Selection(this.rows, () => this.showDock());
    this.end = make('div', { class: 'end' });
    this.told = make('p', { class: 'faint count' });
    this.dock = dock({
      decide: (action) => this.decideOnSelected(action),
      withReason: () => this.withReason(this.chosen()),
      all: () => this.selectAll(),
      clear: () => this.selection.clear(),
    });
    this.does = {
      prefix: '',
      decide: (comment, action) => this.decide([comment], action),
      edit: (comment) => this.edit(comment),
      details: (comment) => this.details(comment),
      select: (comment, isSelected) => this.selection.set(comment.id, isSelected),
      withReason: (comment) => this.withReason([comment]),
      pin: (comment) => this.pin(comment),
      block: (comment) => authors.block(comment),
      noteOn: (comment, author) => this.noteOn(author),
      decideOnAll: (author, action) => this.afterwards(authors.decideOnAll(author, action)),
      approveAndTrust: (author) => this.afterwards(authors.approveAndTrust(author)),
    };
    this.startList();
  }

  /* ---- Coming and going ---- */

  async begin() {
    const { host, actions, go, signal } = this.context;
    actions.replaceChildren(this.told);
    this.filters = filterForm(this.place, (place) => go('queue', place));
    host.replaceChildren(tabs(this.place), this.filters, this.rows.element, this.end, this.dock.element);
    this.unregister = keys.register(this.shortcuts());
    // A drawer that closes gives the focus back to where it was opened, whatever was looked at in it since.
    this.rows.element.addEventListener('focusin', ({ target }) => this.#drawer || this.lookAt(target.closest('article')?.id));
    for (const event of ['refused', 'dropped']) outbox.outbox.addEventListener(event, () => this.reload(), { signal });
    for (const event of ['keydown', 'pointerdown']) addEventListener(event, () => { this.touched = Date.now(); }, { signal });
    const looks = setInterval(() => this.look(), SECONDS_BETWEEN_LOOKS * 1000);
    signal.addEventListener('abort', () => {
      clearInterval(looks);
      this.desk.getUp();
    });
    addEventListener('pagehide', () => this.desk.getUp({ keepalive: true }), { signal });
    await this.load();
    this.filters.named(this.rows.size ? nameOf(this.rows.comments()[0]) : this.place.author);
    await this.comeBack();
    this.sitDown({ isComing: true });
  }

  close() {
    this.unregister();
    this.#drawer?.close();
  }

  startList() {
    this.list = new List(queryOf(this.place), this.context.signal);
  }

  async reload() {
    await this.reading;
    this.startList();
    this.selection.clear();
    this.rows.clear();
    await this.load();
    this.focus(this.rows.ids()[0]);
  }

  /** Go to where this tab was before it was loaded anew; else to the first comment, unless somebody is doing something else already. */
  async comeBack() {
    const { hash, id } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    const isHere = hash === location.hash && id;
    for (let parts = 0; isHere && !this.rows.has(id) && !this.list.isOver && parts < MOST_PARTS_TO_PLACE; parts += 1) await this.load();
    if (document.activeElement !== document.body && document.activeElement?.isConnected) return;
    if (isHere && this.rows.has(id)) this.focus(id);
    else this.focus(this.rows.ids()[0], { isStill: true });
  }

  /* ---- Reading ---- */

  /** Read the following part and show it. Who asks while it is being read waits for the same. */
  load() {
    this.reading ??= this.read(this.list).finally(() => {
      this.reading = null;
      this.tellEnd();
    });
    this.tellEnd();
    return this.reading;
  }

  async read(list) {
    try {
      const found = await list.more();
      if (list === this.list) found.forEach((comment) => this.rows.add(comment));
      this.problem = null;
    } catch (problem) {
      if (!this.context.signal.aborted) this.problem = problem;
    }
  }

  draw(item, comment) {
    item.replaceChildren(card(comment, this.does));
    this.desk.mark(item);
  }

  loadAhead() {
    const ids = this.rows.ids();
    const after = ids.slice(ids.indexOf(this.#current) + 1).filter(this.desk.isFree);
    if (after.length < AHEAD && !this.list.isOver && !this.problem) this.load();
  }

  /** Look what others have done meanwhile: what they decided on leaves, what came is added. */
  async look() {
    this.rows.element.querySelectorAll('time').forEach((time) => { time.textContent = ago(time.dateTime); });
    if (this.place.list !== 'pending') return;
    if (document.hidden || Date.now() - this.touched > MOST_IDLE) {
      this.desk.getUp();
      return;
    }
    this.sitDown();
    if (this.reading || this.problem) return;
    const { list } = this;
    try {
      const { gone, come } = await list.again(this.rows.ids(), this.#current ?? '');
      if (list !== this.list) return;
      gone.filter((id) => id !== this.#current && this.rows.has(id)).forEach((id) => this.remove(id));
      come.forEach((comment) => this.rows.add(comment));
      this.tellEnd();
    } catch {
      // The next look, or the next decision, tells what is wrong.
    }
  }

  /* ---- Others at the same queue ---- */

  /** Tell what was decided on here, is looked at and comes next, and mark what others are at. Who comes to where another is begins after them. */
  async sitDown({ isComing = false } = {}) {
    if (this.place.list !== 'pending') return;
    const ours = [...this.rows.left().slice(-DECIDED), ...this.coming()];
    const before = [this.touched, this.#current].join();
    if (!await this.desk.sitDown(ours, this.context.signal)) return;
    this.rows.ids().forEach((id) => this.desk.mark(this.rows.item(id)));
    if (isComing && before === [this.touched, this.#current].join()) this.stepAside();
    this.loadAhead();
    if (this.coming().some((id) => !ours.includes(id))) this.sitDown(); // others are at what was to come: so other ones come next
  }

  /** Answer what is looked at and comes next here, without what others are at. */
  coming() {
    const ids = this.rows.ids();
    return ids.slice(Math.max(ids.indexOf(this.#current), 0)).filter(this.desk.isFree).slice(0, NEXT);
  }

  stepAside() {
    const name = this.desk.whoIsAt(this.#current);
    if (!name) return;
    const ids = this.rows.ids();
    this.focus(ids.find(this.desk.isFree) ?? ids.at(-1));
    say(t('queue.stepped_aside', { name }));
  }

  tellEnd() {
    const count = this.rows.size;
    const isOver = this.list.isOver;
    this.told.textContent = count || isOver ? t(isOver ? 'queue.count' : 'queue.count.more', { count }) : '';
    this.rows.element.setAttribute('aria-busy', String(Boolean(this.reading)));
    this.end.replaceChildren(...this.ending(count, isOver));
  }

  ending(count, isOver) {
    if (this.problem) return [make('p', { class: 'wrong', role: 'alert' }, this.problem.message), button(t('try_again'), () => this.load())];
    if (this.reading) return count ? [make('p', { class: 'faint' }, t('loading'))] : [1, 2, 3].map(() => make('div', { class: 'card ghost' }, make('span'), make('span'), make('span')));
    if (count) return isOver ? [] : [button(t('queue.more'), () => this.load())];
    if (!isOver) return [make('p', {}, t('queue.looked')), button(t('queue.go_on'), () => this.load())];
    const name = isNarrow(this.place) ? 'queue.empty.filter' : `queue.empty.${this.place.list}`;
    return [make('div', { class: 'empty' }, make('p', { class: 'big' }, t(name)), make('p', { class: 'faint' }, t(isNarrow(this.place) ? 'queue.empty.filter.help' : 'queue.empty.help')))];
  }

  /* ---- Moving ---- */

  lookAt(id) {
    if (!id || id === this.#current) return;
    this.#current = id;
    sessionStorage.setItem(KEPT, JSON.stringify({ hash: location.hash, id }));
    this.loadAhead();
    if (this.desk.step()) this.sitDown();
  }

  focus(id, { isStill = false } = {}) {
    if (!this.rows.has(id)) return;
    this.lookAt(id);
    if (this.#drawer) this.#drawer.show(this.rows.comment(id));
    else this.rows.article(id).focus({ preventScroll: true });
    if (!isStill) reveal(this.rows.item(id));
  }

  move(step) {
    const ids = this.rows.ids();
    const index = ids.indexOf(this.#current);
    this.focus(ids[index < 0 ? 0 : Math.min(Math.max(index + step, 0), ids.length - 1)]);
  }

  current() {
    return this.rows.comment(this.#current);
  }

  /** Do something about the author of the comment that is looked at, if anybody can tell what else is theirs. */
  aboutAuthor(run) {
    const comment = this.current();
    if (!comment.author.id) return note(t('card.no_email'));
    this.#drawer?.close();
    return run({ ...comment.author, name: nameOf(comment) }, comment);
  }

  /* ---- Deciding ---- */

  /** What a key is about: what is selected, else the comment that is looked at. */
  chosen() {
    const ids = this.selection.size ? this.selection.ids() : [this.#current];
    return ids.map((id) => this.rows.comment(id)).filter(Boolean);
  }

  canDo(action) {
    return this.chosen().some((comment) => allowed(comment).some(({ name }) => name === action));
  }

  decide(comments, action, more = {}) {
    const able = comments.filter((comment) => allowed(comment).some(({ name }) => name === action));
    if (!able.length) return;
    outbox.decide(able.map((comment) => ({ id: comment.id, action, status: comment.status, name: nameOf(comment), ...more })));
    const following = this.following(able.map(({ id }) => id));
    able.forEach(({ id }) => this.remove(id));
    const text = t(`done.${action}`, { count: able.length, name: nameOf(able[0]) });
    note(text, { action: { label: t('undo'), key: 'u', run: () => this.undo() }, seconds: outbox.HELD / 1000 });
    this.tellEnd();
    say(`${text} ${this.told.textContent}`);
    this.goOn(following);
  }

  goOn(following) {
    if (following) return this.focus(following);
    this.#drawer?.close();
    this.#current = null;
    if (this.list.isOver) this.context.host.closest('main').focus();
    else this.load().then(() => this.focus(this.rows.ids()[0]));
    return undefined;
  }

  /** Answer the id of the comment to look at once these have left: the next one, else the one before; of those that others are at the one they come to last. */
  following(ids) {
    const left = new Set(ids);
    const all = this.rows.ids();
    const index = all.indexOf(ids.includes(this.#current) ? this.#current : ids[0]);
    const isFree = (id) => !left.has(id) && this.desk.isFree(id);
    return all.slice(index).find(isFree) ?? all.slice(0, index).findLast(isFree) ?? all.findLast((id) => !left.has(id));
  }

  remove(id) {
    this.rows.remove(id);
    this.selection.set(id, false);
  }

  async undo() {
    const undone = outbox.undo();
    clear();
    if (!undone.length) return say(t('undo.nothing'));
    if (!this.rows.putBack(undone.map(({ id }) => id))) await this.reload();
    this.tellEnd();
    this.focus(undone[0].id);
    return say(t('undo.done', { count: undone.length, name: undone[0].name }));
  }

  async withReason(comments) {
    if (!comments.length) return;
    const decided = await decisionWithReason(comments);
    if (decided) this.decide(comments, decided.action, { reason: decided.reason, note: decided.note });
  }

  async edit(comment) {
    if (comment.status === 'deleted') return;
    const edited = await edit(comment);
    if (edited) this.change(edited);
    else this.focus(comment.id);
  }

  /** Show a comment as it is now. */
  change(changed) {
    const before = this.rows.comment(changed.id);
    if (!before) return;
    this.rows.change({ ...changed, is_reported: before.is_reported });
    this.selection.mark(changed.id);
    this.focus(changed.id);
  }

  async pin(comment) {
    try {
      const { results: [{ error }] } = await post('moderation/actions', { action: comment.is_pinned ? 'unpin' : 'pin', ids: [comment.id] });
      if (error) return alarm(error.message);
      return this.change({ ...comment, is_pinned: !comment.is_pinned });
    } catch (problem) {
      return alarm(problem.message);
    }
  }

  async noteOn(author) {
    const changed = await authors.writeNote(author);
    if (!changed) return;
    for (const comment of this.rows.comments()) {
      if (comment.author.id === author.id) this.change({ ...comment, author: { ...comment.author, note: changed.note } });
    }
  }

  /** Read anew once something was decided on more than what is shown. */
  async afterwards(work) {
    if (await work) await this.reload();
  }

  details(comment) {
    this.lookAt(comment.id);
    this.#drawer = openDetails(comment, this.does, () => {
      this.#drawer = null;
      this.focus(this.#current);
    });
  }

  /* ---- Selecting ---- */

  selectShown() {
    this.selection.toggleShown();
    say(t('dock.count', { count: this.selection.size }));
  }

  selectAll() {
    this.selection.setAll(!this.list.isOver); // else these are all, and can be undone
    say(this.selection.isAll ? t('dock.all.count') : t('dock.count', { count: this.selection.size }));
  }

  showDock() {
    const actions = new Set(this.chosen().flatMap((comment) => allowed(comment).map(({ name }) => name)));
    this.dock.show({ count: this.selection.size, actions, isAll: this.selection.isAll, mayBeMore: !this.list.isOver });
  }

  decideOnSelected(action) {
    if (this.selection.isAll) return this.afterwards(decideOnAllThatMatch(this.list.query, action));
    return this.decide(this.chosen(), action);
  }

  /* ---- Keys ---- */

  shortcuts() {
    const group = (name, ...all) => all.map(([key, does, doing, more]) => ({ key, does, group: name, run: doing, ...more }));
    const hasOne = { isOn: () => Boolean(this.current()) };
    const everywhere = { inDrawer: true };
    const author = { ...everywhere, ...hasOne };
    return [
      ...group('keys.moving',
        ['j', 'keys.next', () => this.move(1), everywhere],
        ['k', 'keys.previous', () => this.move(-1), everywhere],
        ['Enter', 'keys.details', () => this.details(this.current()), hasOne],
        ['/', 'keys.search', () => this.context.host.querySelector('[name=q]').select()]),
      ...group('keys.deciding',
        ...ACTIONS.map(({ name, key }) => [key, `actions.${name}`, () => this.decideOnSelected(name), { inDrawer: true, isOn: () => this.canDo(name) }]),
        ['R', 'keys.with_reason', () => this.withReason(this.chosen()), everywhere],
        ['u', 'keys.undo', () => this.undo(), everywhere],
        ['e', 'keys.edit', () => this.edit(this.current()), { ...everywhere, ...hasOne }],
        ['p', 'keys.pin', () => this.pin(this.current()), { isOn: () => this.current()?.status === 'approved' && !this.current().parent }]),
      ...group('details.author',
        ['c', 'details.of_author', () => this.aboutAuthor(({ id }) => this.context.go('queue', { author: id })), author],
        ['n', 'author.note.do', () => this.aboutAuthor((one, comment) => this.does.noteOn(comment, one)), author],
        ['t', 'author.trust.short', () => this.aboutAuthor(this.does.approveAndTrust), author],
        ['T', 'author.all.reject.short', () => this.aboutAuthor((one) => this.does.decideOnAll(one, 'reject')), author],
        ['S', 'author.all.spam.short', () => this.aboutAuthor((one) => this.does.decideOnAll(one, 'spam')), author],
        ['b', 'block.short', () => authors.block(this.current()), author]),
      ...group('keys.selecting',
        ['x', 'keys.select', () => this.selection.set(this.#current, !this.selection.has(this.#current)), hasOne],
        ['X', 'keys.select_shown', () => this.selectShown()],
        ['A', 'dock.all', () => this.selectAll(), hasOne],
        ['Escape', 'keys.clear', () => this.selection.clear(), { isOn: () => this.selection.size > 0 }]),
    ];
  }
}

/** Bring an element into view without moving anything if it is there already; the style says what the frame covers (`scroll-padding`). */
function reveal(element) {
  element.scrollIntoView({ block: element.offsetHeight > innerHeight * 0.75 ? 'start' : 'nearest' });
}
