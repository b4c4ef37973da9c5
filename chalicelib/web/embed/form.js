/* Leave a Comment. */

import { enter, entry } from './kept.js';
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
    this.draft = ['localStorage', `belowline:${thread.site}:drafts`, `${thread.about.key} ${parent?.id ?? ''}`];
    this.typed = ['sessionStorage', `belowline:${thread.site}:typed`]; // who writes, and what was sent without an answer
    this.since = performance.now();
    this.trap = make('input', { name: 'subject', tabIndex: -1, autocomplete: 'off', 'aria-hidden': true }); // for programs
    this.alert = make('p', { part: 'error', role: 'alert' });
    this.button = make('button', { part: 'button submit' }, thread.say('send'));
    const { guidelines } = thread.settings;
    this.element = make('form', { part: 'form', noValidate: true, 'aria-labelledby': this.id },
      make('h3', { part: 'form-heading', id: this.id },
        parent ? thread.say('replyTo', parent.author) : thread.say('leave')),
      !parent && guidelines && make('p', { part: 'guidelines' }, guidelines),
      make('div', { part: 'fields' }, ...FIELDS.map((field) => this.field(...field)), this.trap),
      this.alert,
      this.actions());
    this.element.onsubmit = (event) => {
      event.preventDefault();
      this.send();
    };
    this.element.addEventListener('input', () => this.prove(), { once: true });
  }

  field(name, tag, properties) {
    const { thread } = this;
    const id = `${this.id}-${name}`;
    const draft = name === 'body' ? this.draft : [...this.typed, name];
    const input = make(tag, { id, name, part: 'input', 'aria-describedby': `${id}-error`, ...properties });
    input.value = entry(...draft) ?? '';
    input.oninput = () => enter(...draft, input.value || undefined);
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
    const unfit = Object.values(this.inputs).filter((input) => !input.validity.valid);
    this.complain(unfit.map(({ name, validationMessage }) => ({ field: name, message: validationMessage })));
    if (unfit.length) return;
    this.isSending = true;
    this.button.textContent = this.thread.say('sending');
    try {
      const sent = this.inputs.body.value;
      this.finish(await this.post().catch((problem) => this.postAgain(problem)), sent);
    } catch (problem) {
      this.thread.report(this.thread.host, problem);
      this.complain(problem.errors, problem.status < 500 ? problem.message : this.thread.say('unsent'));
    } finally {
      this.isSending = false;
      this.button.textContent = this.thread.say('send');
    }
  }

  /** A try after a lost answer carries the same key, also after a reload, so that the comment is stored once. */
  async post() {
    const content = this.content();
    const sent = JSON.stringify(content);
    this.attempt ??= entry(...this.typed, 'attempt');
    if (this.attempt?.sent !== sent) this.attempt = { sent, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
    enter(...this.typed, 'attempt', this.attempt);
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': this.attempt.key };
    const signs = { trap: this.trap.value, seconds: (performance.now() - this.since) / 1000, proof: await this.prove() };
    const body = JSON.stringify({ ...content, form: signs });
    return this.thread.call('comments', { method: 'POST', headers, body });
  }

  /** Where the site asks for a proof of work, one is made while the person writes: for this comment, and not for ever. */
  async prove() {
    if (!this.thread.settings.proof_of_work) return undefined;
    const { prove } = await this.thread.later();
    return (this.proof ??= prove(this));
  }

  /** A proof that the service does not take any more is made anew, without asking the person. */
  postAgain(problem) {
    if (!problem.errors?.some(({ field }) => field === 'form.proof')) throw problem;
    this.proof = null;
    return this.post();
  }

  /** What was typed while the comment was on its way stays, and so does the form that it was typed into. */
  finish(answer, sent) {
    const { body } = this.inputs;
    if (body.value.startsWith(sent)) body.value = body.value.slice(sent.length).trimStart();
    body.oninput(); // the draft too
    enter(...this.typed, 'attempt', (this.attempt = undefined));
    this.proof = null;
    this.since = performance.now();
    if (!body.value) this.close?.();
    this.thread.posted(answer, !body.value);
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
