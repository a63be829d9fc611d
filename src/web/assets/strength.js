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
// A piece that people choose is one of some two thousand, a word of each further line of the dictionary one of twice as
// many; a sign chosen by nobody is one of some thirty.
const PIECE_BITS = 11;
const SIGN_BITS = 5;
const FAIR_BITS = 40;
const GOOD_BITS = 60;

let words;
let longest = 0;

async function loadWords(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the words are not there: ${answer.status}`);
  const known = new Map();
  for (const [line, text] of (await answer.text()).split('\n').entries()) {
    for (const word of text.split(' ')) {
      known.set(word, PIECE_BITS + line);
      longest = Math.max(longest, word.length);
    }
  }
  return known;
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const disguised = (text) => plain(text).replace(/[013457@$€!]/g, (sign) => LOOKS[sign]);

// The longest piece that begins here and that people choose; `why` names its kind, a word only where it is nothing else.
function pieceAt(text, at) {
  if (text.number && text.raw.startsWith(text.number, at)) return { end: at + text.number.length, why: 'personal' };
  const [pattern, word] = [patternAt(text.raw, at), wordAt(text, at)];
  return word && !(pattern?.end >= word.end) ? word : pattern;
}

function wordAt({ raw, read, known }, at) {
  for (let end = Math.min(raw.length, at + longest); end - at > 3; end -= 1) {
    const bits = known.get(raw.slice(at, end)) ?? known.get(read.slice(at, end));
    if (bits) return { end, bits, why: 'word' };
  }
  return undefined;
}

function patternAt(raw, at) {
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

function judge({ password, number }, known) {
  const [raw, read] = [plain(password), disguised(password)];
  const reasons = new Set();
  let bits = 0;
  for (let at = 0; at < raw.length;) {
    const piece = pieceAt({ raw, read, known, number: plain(number) }, at);
    if (piece) reasons.add(piece.why);
    bits += piece ? (piece.bits ?? PIECE_BITS) : SIGN_BITS;
    at = piece ? piece.end : at + 1;
  }
  const level = bits < FAIR_BITS ? 'weak' : bits < GOOD_BITS ? 'fair' : 'good';
  return { level, why: level === 'good' ? undefined : [...reasons][0] };
}

// Without the words everything would seem hard to guess: then nothing is said. They are not asked for again, for a service
// that could not give them has enough to do.
self.addEventListener('message', async ({ data }) => {
  words ??= loadWords(data.url).catch(() => undefined);
  const known = await words;
  if (known) self.postMessage({ password: data.password, ...judge(data, known) });
});
