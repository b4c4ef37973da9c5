/* What the browser keeps, if it may. */

export function recall(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
}

export function keep(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {
    console.info(`Belowline: nothing is kept, for the browser forbids ${storage}.`);
  }
}
