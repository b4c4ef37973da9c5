/* Proofs of work: the puzzle of ALTCHA that a site may ask each comment for, solved while its author writes. */

const AT_ONCE = 32; // tries, which the browser makes outside of the page's own turn
const GOOD_FOR = 25 * 60_000; // milliseconds; the service takes them for 30 minutes

/** Answer a proof, promised, for a form that keeps it; which forgets one that is too old or did not come. */
export function prove(form) {
  const proof = form.thread.call('challenge').then(solve);
  const forget = () => {
    if (form.proof === proof) form.proof = null;
  };
  proof.then(() => setTimeout(forget, GOOD_FOR), forget);
  return proof;
}

async function solve({ is_required, parameters, signature }) {
  if (!is_required) return undefined; // the site has changed its mind
  for (let first = 0; ; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, more) => derivedKey(parameters, first + more));
    const keys = await Promise.all(tries);
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found < 0) continue;
    const solution = { counter: first + found, derivedKey: keys[found] };
    return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
  }
}

async function derivedKey({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array([...bytes(nonce), counter >>> 24, counter >>> 16, counter >>> 8, counter]);
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost };
  const bits = await crypto.subtle.deriveBits(how, key, keyLength * 8);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytes(hexadecimal) {
  return Uint8Array.from(hexadecimal.match(/../g), (pair) => parseInt(pair, 16));
}
