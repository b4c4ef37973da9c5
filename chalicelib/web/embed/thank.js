/* What is said to who left a comment. */

import { dress, elsewhere, tell } from './dress.js';
import { showOwn } from './own.js';

/** Say that a comment is there, or waits, and offer what its author may do with it. Where nothing is left in the form that sent it, `form`, that is done with. */
export function thank(thread, isPending, article, form) {
  dress(thread);
  if (form) {
    const field = elsewhere(thread, form.element);
    form.close?.();
    (field ?? article).focus();
  }
  thread.status.textContent = tell(thread, isPending ? 'waiting' : 'posted');
  return showOwn(thread);
}
