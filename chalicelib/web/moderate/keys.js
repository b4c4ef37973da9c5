/*
 * Shortcuts: one registry, by which keys are heard and from which the help is made.
 *
 * A key is a letter or sign as it is typed ("j", "?", "X" for Shift+x) or the name of a key ("Enter"). None is heard while somebody types,
 * with Ctrl, Alt or Meta, nor while keys are switched off, which this browser remembers: single letters stand in the way of who speaks.
 */

const OFF = 'belowline:keys-off';
const TYPED_IN = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';
const PRESSED = 'a, button, summary, input, select, textarea';

const registry = [];

/**
 * Register shortcuts: `[{ key, does, group, run(event), isOn?(), inDrawer? }]`, where `does` and `group` name texts, `isOn` says whether it would do something
 * now. No dialog hears any, but a drawer those that are `inDrawer`. Answers a function that takes them out again.
 */
export function register(shortcuts) {
  registry.push(...shortcuts);
  return () => shortcuts.forEach((one) => registry.splice(registry.indexOf(one), 1));
}

/** Answer the shortcuts as the help shows them: by group, in the order in which they were registered. */
export function groups() {
  const found = new Map();
  for (const one of registry) if (one.does) found.set(one.group, [...(found.get(one.group) ?? []), one]);
  return found;
}

export const areOn = () => !localStorage.getItem(OFF);

export function switchTo(isOn) {
  if (isOn) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
  document.documentElement.classList.toggle('without-keys', !isOn);
}

export function listen() {
  switchTo(areOn());
  document.addEventListener('keydown', hear);
}

function hear(event) {
  const { target, key } = event;
  if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.closest(TYPED_IN)) return;
  if (key.length > 1 && target.closest(PRESSED)) return; // Enter and its kin do there what they always do
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const isHeard = (one) => !dialog || (one.inDrawer && dialog.classList.contains('drawer'));
  const found = registry.findLast((one) => one.key === key && isHeard(one) && (one.isOn?.() ?? true));
  if (!found) return;
  event.preventDefault();
  found.run(event);
}
