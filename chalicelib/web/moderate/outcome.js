/*
 * What became of decisions that were sent, told to who made them: nothing where all went as they decided, else who was first, or why not.
 */

import { target } from './actions.js';
import { alarm, note } from './tell.js';
import { t } from './i18n.js';
import { outbox } from './outbox.js';
import { session } from './session.js';

/** Have it told from now on. */
export function announce() {
  outbox.addEventListener('done', ({ detail }) => tell(detail.filter(isOdd)));
  outbox.addEventListener('refused', ({ detail: { items, problem } }) => alarm(t('outcome.refused', { count: items.length, why: problem.message })));
}

/** Of one that was sent twice, since the answer was lost, the service tells that it was this moderator who decided. */
function isOdd({ item, result }) {
  if (result.error) return true;
  return !result.changed && !(item.wasSent && result.status === target(item.action) && result.decided_by === session.me.name);
}

function tell(odd) {
  if (!odd.length) return;
  if (odd.length > 1) return alarm(t('outcome.several', { count: odd.length, names: odd.slice(0, 5).map(({ item }) => item.name).join(', ') }));
  const [{ item, result }] = odd;
  if (result.error) return alarm(t('outcome.not_done', { name: item.name, why: result.error.message }));
  const by = result.decided_by ?? t('outcome.somebody');
  const values = { name: item.name, by, status: t(`status.${result.status}`) };
  if (result.status === target(item.action)) return note(t('outcome.same', values));
  return alarm(t('outcome.first', values));
}
