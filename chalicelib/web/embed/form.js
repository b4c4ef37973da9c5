/* Leave a Comment. */

import { enter, entry } from './kept.js';
import { button, make } from './make.js';

const FIELDS = [
  ['author.name', 'input', { autocomplete: 'name', required: true }],
  ['author.email', 'input', { type: 'email', autocomplete: 'email' }],
  ['author.url', 'input', { inputMode: 'url', autocomplete: 'url' }],
  ['body', 'textarea', { rows: 5, required: true }],
];

export class CommentForm {
  constructor(thread, parent = null, close = null) {
    Object.assign(this, { thread, parent, close, inputs: {}, since: performance.now() });
    this.id = `form-${parent?.id ?? 'new'}`;
    this.kept = `belowline:${thread.site}:drafts`; // of the tab: what was typed in it, and sent without an answer; of the browser: what outlives it
    this.trap = make('input', { name: 'subject', hidden: true, autocomplete: 'off' }); // for programs
    this.alert = make('p', { part: 'error', role: 'alert' });
    this.button = make('button', { part: 'button submit' }, thread.say('send'));
    this.element = make('form', { part: 'form', noValidate: true, 'aria-labelledby': this.id },
      make('h3', { part: 'form-heading', id: this.id },
        parent ? thread.say('replyTo', parent.author) : thread.say('leave')),
      !parent && thread.settings.guidelines && make('p', { part: 'guidelines', dir: 'auto' }, thread.settings.guidelines),
      thread.settings.privacy_url && make('a', { href: thread.settings.privacy_url, part: 'privacy' }, thread.say('privacy')),
      make('div', { part: 'fields' }, ...FIELDS.map((field) => this.field(...field)), this.trap),
      this.alert,
      make('div', { part: 'actions' }, this.button, close && button(thread, 'cancel', close)));
    this.element.onsubmit = (event) => {
      event.preventDefault();
      this.send();
    };
    // Who begins to write gets what helps with it.
    this.element.addEventListener('input', () => thread.act(null, 'equip', this), { once: true });
    thread.identify?.(this);
  }

  field(name, tag, properties) {
    const { thread, kept } = this;
    const id = `${this.id}-${name}`;
    const key = name === 'body' ? `${thread.about.key} ${this.parent?.id ?? ''}` : name;
    const input = make(tag, { id, name, part: 'input', ...properties });
    // Another tab may write at the same place: this one's own text counts first.
    input.value = entry('sessionStorage', kept, key) ?? entry('localStorage', kept, key) ?? '';
    input.oninput = () => {
      enter('sessionStorage', kept, key, input.value || undefined);
      if (name === 'body') enter('localStorage', kept, key, input.value || undefined);
    };
    this.inputs[name] = input;
    return make('div', { part: `field field-${name.split('.').pop()}` },
      make('label', { htmlFor: id, part: 'label' }, thread.say(name)), input);
  }

  focus() {
    const { body, 'author.name': name } = this.inputs;
    (name.value ? body : name).focus();
  }

  content() {
    const value = (name) => this.inputs[name].value.trim() || undefined; // JSON leaves out what is undefined
    const url = value('author.url');
    return {
      page: this.thread.page,
      parent: this.parent?.id,
      body: this.inputs.body.value,
      author: {
        name: value('author.name'),
        email: value('author.email'),
        url: url && !url.includes(':') ? `https://${url}` : url,
      },
    };
  }

  async send() {
    if (this.isSending) return;
    this.alert.textContent = '';
    this.clear?.();
    if (!this.element.checkValidity()) return this.complain();
    this.isSending = true;
    this.button.textContent = this.thread.say('sending');
    try {
      const sent = this.inputs.body.value;
      this.finish(await this.post(), sent);
    } catch (problem) {
      this.thread.report(this.thread.host, problem);
      this.alert.textContent = this.thread.say('unsent');
      this.complain(problem);
    } finally {
      this.isSending = false;
      this.button.textContent = this.thread.say('send');
    }
  }

  /** Have it said what is wrong, at each field; the browser does it where our words cannot be had. */
  complain(problem) {
    this.thread.later().then(({ complain }) => complain(this, problem), () => this.element.reportValidity());
  }

  /** A try after a lost answer carries the same key, also after a reload, so that the comment is stored once. */
  async post() {
    const content = this.content();
    const sent = JSON.stringify(content);
    this.attempt ??= entry('sessionStorage', this.kept, 'attempt');
    if (this.attempt?.sent !== sent) this.attempt = { sent, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
    enter('sessionStorage', this.kept, 'attempt', this.attempt);
    return this.thread.call('comments', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.attempt.key, ...await this.authorize?.() },
      body: JSON.stringify({
        ...content,
        form: { trap: this.trap.value, seconds: (performance.now() - this.since) / 1000, proof: await this.prove?.() },
      }),
    });
  }

  /** What was typed while the comment was on its way stays, and so does the form that it was typed into. */
  finish(answer, sent) {
    const { body } = this.inputs;
    if (body.value.startsWith(sent)) body.value = body.value.slice(sent.length).trimStart();
    body.oninput(); // the draft too
    enter('sessionStorage', this.kept, 'attempt', (this.attempt = undefined));
    this.since = performance.now();
    this.thread.act(null, 'keepAuthor', this);
    this.thread.posted(answer, !body.value && this);
  }
}
