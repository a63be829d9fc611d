'use strict';

// Finds the number whose SHA-256, after the salt, is the challenge (ALTCHA). Beside the page, so that it stays alive.

const AT_ONCE = 100;
const encoder = new TextEncoder();

const hexOf = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

self.addEventListener('message', async ({ data: { salt, challenge, maxnumber } }) => {
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, maxnumber + 1 - first) }, (_, index) => first + index);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest('SHA-256', encoder.encode(salt + number))),
    );
    const found = hashes.findIndex((hash) => hexOf(hash) === challenge);
    if (found >= 0) {
      self.postMessage({ number: numbers[found] });
      return;
    }
    if (first % 2000 === 0) self.postMessage({ tried: first });
  }
  self.postMessage({});
});
