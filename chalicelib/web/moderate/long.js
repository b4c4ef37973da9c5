/*
 * Long work: decisions on more comments than one call takes, with what has been done so far and a way to stop.
 */

import { open } from './dialog.js';
import { button, make } from './dom.js';
import { t } from './i18n.js';

const PAUSES = [1000, 3000, 9000]; // between tries of one call; then the work ends, and what is done stays done

/**
 * Run `work(progress)` under a dialog. `progress` has `add(results)` (what an action answered), `persist(call)` (tries again while the service is out of
 * reach), and `isStopped`. Answers `{ changed, same, failed }` once it is over, however it ended; what went wrong is shown until somebody closes it. Once the dialog is
 * closed for it, since who began it has left the desk, nothing more is called.
 */
export function run(title, work) {
  return new Promise((resolve) => {
    const done = { changed: 0, same: 0, failed: 0 };
    const told = make('p', { role: 'status' }, t('long.begun'));
    const stop = button(t('long.stop'), end);
    const opened = open(title, [told, make('div', { class: 'row' }, stop)], { isFirm: true, closed: () => resolve(done) });
    const progress = { isStopped: false, add, persist: (call) => persist(() => (opened.dialog.open ? call() : Promise.reject(new Error(t('long.stopped'))))) };
    work(progress).then(finish, fail);

    function end() {
      progress.isStopped = true;
      told.textContent = t('long.stopping');
    }

    function add(results) {
      for (const { changed, error } of results) done[error ? 'failed' : changed ? 'changed' : 'same'] += 1;
      if (!progress.isStopped) told.textContent = text();
    }

    function text() {
      return [t('long.changed', { count: done.changed }), done.same && t('long.same', { count: done.same }), done.failed && t('long.failed', { count: done.failed })].filter(Boolean).join(' ');
    }

    function finish() {
      told.textContent = `${t(progress.isStopped ? 'long.stopped' : 'long.done')} ${text()}`;
      close();
    }

    function fail(problem) {
      told.textContent = `${problem.message} ${text()} ${t('long.again')}`;
      close();
    }

    function close() {
      const over = button(t('dialog.close'), opened.close, { class: 'primary' });
      stop.replaceWith(over);
      over.focus();
    }
  });
}

async function persist(call) {
  for (const pause of PAUSES) {
    try {
      return await call();
    } catch (problem) {
      if (!problem.isPassing) throw problem;
      await new Promise((resolve) => { setTimeout(resolve, Math.max(pause, problem.retryAfter * 1000)); });
    }
  }
  return call();
}
