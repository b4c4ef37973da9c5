/* Readers whom the publisher has signed on: their token says who they are, and they need not. */

import { dress, tell } from './dress.js';
import { make } from './make.js';

/** Have the forms of a thread ask for the text alone, and send the token with it, as is done for what is the reader's own (`own.js`). */
export function signOn(thread) {
  const { host } = thread;
  dress(thread);
  thread.authorize = async () => ({ Authorization: `Bearer ${await given(host)}` });
  thread.identify = (form) => {
    const { body } = form.inputs;
    for (const [name, input] of Object.entries(form.inputs)) if (input !== body) {
      input.parentElement.remove();
      delete form.inputs[name];
    }
    body.parentElement.before(greeting(thread));
    form.focus = () => body.focus();
    form.content = () => ({ page: thread.page, parent: form.parent?.id, body: body.value });
    form.authorize = thread.authorize;
  };
}

/** A token lasts an hour or so: a function gives out one that is good now. */
async function given(host) {
  const token = host.token ?? host.getAttribute('token');
  return typeof token === 'function' ? token() : token;
}

function greeting(thread) {
  const line = make('p', { part: 'signed-on' });
  given(thread.host).then((token) => {
    const name = nameIn(token);
    if (name) line.textContent = tell(thread, 'signedOn', { name });
  }, (problem) => thread.report(thread.host, problem));
  return line;
}

/** Answer the name that a token says. Whether the token is good is for the service to tell. */
function nameIn(token) {
  try {
    const claims = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(claims), (letter) => letter.charCodeAt());
    return JSON.parse(new TextDecoder().decode(bytes)).name;
  } catch {
    return null;
  }
}
