'use strict';

// How easily a password is guessed, by whoever knows what people choose. Beside the page, so that typing waits for
// nothing; what is typed goes nowhere but from the page to here. It advises: whether a password is taken, the policy says.

const ROWS = [
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
];
const LOOKS = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '€': 'e', '!': 'i' };
// A piece that people choose is one of some thousands, a sign chosen by nobody one of some thirty.
const PIECE_BITS = 11;
const SIGN_BITS = 5;
const FAIR_BITS = 40;
const GOOD_BITS = 60;

let words;
let longest = 0;

async function loadWords(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the words are not there: ${answer.status}`);
  const list = (await answer.text()).split(' ').map(plain);
  longest = Math.max(...list.map((word) => word.length));
  return new Set(list.filter((word) => word.length > 3));
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const disguised = (text) => plain(text).replace(/[013457@$€!]/g, (sign) => LOOKS[sign]);

// The longest piece that begins here and that people choose; `why` names its kind.
function pieceAt({ raw, read, known }, at) {
  for (let end = Math.min(raw.length, at + longest); end - at > 3; end -= 1) {
    if ([raw, read].some((text) => known.has(text.slice(at, end)))) return { end, why: 'word' };
  }
  const date = /^(?:\d{1,2}[-/. ]?\d{1,2}[-/. ]?)?(?:19|20)\d\d/.exec(raw.slice(at));
  if (date) return { end: at + date[0].length, why: 'date' };
  const again = /^(.{1,3}?)\1{2,}/u.exec(raw.slice(at));
  if (again) return { end: at + again[0].length, why: 'repeat' };
  for (const row of ROWS) {
    for (const line of [row, [...row].reverse().join('')]) {
      const start = line.indexOf(raw[at]);
      let length = 1;
      while (start >= 0 && at + length < raw.length && line[start + length] === raw[at + length]) length += 1;
      if (length > 3) return { end: at + length, why: 'row' };
    }
  }
  return undefined;
}

function judge(password, known) {
  const [raw, read] = [plain(password), disguised(password)];
  const reasons = new Set();
  let bits = 0;
  for (let at = 0; at < raw.length;) {
    const piece = pieceAt({ raw, read, known }, at);
    if (piece) reasons.add(piece.why);
    bits += piece ? PIECE_BITS : SIGN_BITS;
    at = piece ? piece.end : at + 1;
  }
  const level = bits < FAIR_BITS ? 'weak' : bits < GOOD_BITS ? 'fair' : 'good';
  return { level, why: level === 'good' ? undefined : [...reasons][0] };
}

// Without the words everything would seem hard to guess: then nothing is said. They are not asked for again, for a service
// that could not give them has enough to do.
self.addEventListener('message', async ({ data: { password, url } }) => {
  words ??= loadWords(url).catch(() => undefined);
  const known = await words;
  if (known) self.postMessage({ password, ...judge(password, known) });
});
