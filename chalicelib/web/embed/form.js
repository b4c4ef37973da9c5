/* Leave a Comment. */

import { keep } from './kept.js';
import { link, make } from './make.js';

const FIELDS = [
  ['author.name', 'input', { autocomplete: 'name', required: true }],
  ['author.email', 'input', { type: 'email', autocomplete: 'email' }],
  ['author.url', 'input', { inputMode: 'url', autocomplete: 'url' }],
  ['body', 'textarea', { rows: 5, required: true }],
];

export class CommentForm {
  constructor(thread, parent = null, close = null) {
    Object.assign(this, { thread, parent, close, inputs: {}, errors: {} });
    this.id = `form-${parent?.id ?? 'new'}`;
    this.alert = make('p', { part: 'error', role: 'alert' });
    this.button = make('button', { part: 'button submit' }, thread.say('send'));
    const { guidelines } = thread.settings;
    this.element = make('form', { part: 'form', noValidate: true, 'aria-labelledby': this.id },
      make('h3', { part: 'form-heading', id: this.id },
        parent ? thread.say('replyTo', parent.author) : thread.say('leave')),
      !parent && guidelines && make('p', { part: 'guidelines' }, guidelines),
      make('div', { part: 'fields' }, ...FIELDS.map((field) => this.field(...field))),
      this.alert,
      this.actions());
    this.element.onsubmit = (event) => {
      event.preventDefault();
      this.send();
    };
  }

  field(name, tag, properties) {
    const { thread } = this;
    const id = `${this.id}-${name}`;
    const draftName = name === 'body' ? `body ${this.parent?.id ?? ''}` : name; // one author, many bodies
    const input = make(tag, { id, name, part: 'input', 'aria-describedby': `${id}-error`, ...properties });
    input.value = thread.draft[draftName] ?? '';
    input.oninput = () => {
      thread.draft[draftName] = input.value;
      keep('sessionStorage', thread.draftKey, thread.draft);
    };
    this.inputs[name] = input;
    this.errors[name] = make('p', { id: `${id}-error`, part: 'field-error' });
    return make('div', { part: `field field-${name.split('.').pop()}` },
      make('label', { htmlFor: id, part: 'label' }, thread.say(name)), input, this.errors[name]);
  }

  actions() {
    const { thread, close } = this;
    const { privacy_url } = thread.settings;
    return make('div', { part: 'actions' },
      this.button,
      close && make('button', { type: 'button', part: 'button cancel', onclick: close }, thread.say('cancel')),
      privacy_url && link(privacy_url, { part: 'privacy' }, thread.say('privacy')));
  }

  focus() {
    (this.inputs['author.name'].value ? this.inputs.body : this.inputs['author.name']).focus();
  }

  request() {
    const value = (name) => this.inputs[name].value.trim() || undefined; // JSON leaves out what is undefined
    const url = value('author.url');
    return JSON.stringify({
      page: this.thread.page,
      parent: this.parent?.id,
      body: this.inputs.body.value,
      author: {
        name: value('author.name'),
        email: value('author.email'),
        url: url && !url.includes(':') ? `https://${url}` : url,
      },
    });
  }

  async send() {
    if (this.isSending) return;
    const unfit = Object.values(this.inputs).filter((input) => !input.validity.valid);
    this.complain(unfit.map(({ name, validationMessage }) => ({ field: name, message: validationMessage })));
    if (unfit.length) return;
    this.isSending = true;
    this.button.textContent = this.thread.say('sending');
    try {
      this.finish(await this.post());
    } catch (problem) {
      this.thread.report(this.thread.host, problem);
      this.complain(problem.errors, problem.status < 500 ? problem.message : this.thread.say('unsent'));
    } finally {
      this.isSending = false;
      this.button.textContent = this.thread.say('send');
    }
  }

  /** A try after a lost answer carries the same key, so that the comment is stored once. */
  post() {
    const body = this.request();
    if (body !== this.lastBody) {
      this.lastBody = body;
      this.key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
    }
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': this.key };
    return this.thread.call('comments', { method: 'POST', headers, body });
  }

  finish(answer) {
    this.inputs.body.value = '';
    this.inputs.body.oninput(); // the draft too
    this.lastBody = null;
    this.close?.();
    this.thread.posted(answer);
  }

  /** Show each error at its field, else above the button; the first such field gets the focus. */
  complain(errors = [], otherwise = '') {
    const messages = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
    const named = Object.keys(this.inputs).filter((name) => name in messages);
    for (const [name, input] of Object.entries(this.inputs)) {
      input.ariaInvalid = String(name in messages);
      this.errors[name].textContent = messages[name] ?? '';
    }
    this.alert.textContent = named.length ? this.thread.say('check') : otherwise;
    this.inputs[named[0]]?.focus();
  }
}
