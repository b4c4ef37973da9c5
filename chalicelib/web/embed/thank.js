/* What is said to who left a comment. */

import { dress, tell } from './dress.js';
import { showOwn } from './own.js';

/** Say that a comment is there, or waits, and offer what its author may do with it. */
export function thank(thread, isPending) {
  dress(thread);
  thread.status.textContent = tell(thread, isPending ? 'waiting' : 'posted');
  return showOwn(thread);
}
