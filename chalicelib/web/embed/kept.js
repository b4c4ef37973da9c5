/* What the browser keeps, if it may. */

export function recall(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
}

/** Answer one entry of what is kept under a key. */
export function entry(storage, key, name) {
  return recall(storage, key)?.[name];
}

/** Keep one entry, and the others as they are now: another tab may have changed them. */
export function enter(storage, key, name, value) {
  keep(storage, key, { ...recall(storage, key), [name]: value });
}

export function keep(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {
    console.info(`Belowline: the browser forbids ${storage}.`);
  }
}
