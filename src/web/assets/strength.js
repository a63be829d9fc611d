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
const loadWords = async (url) => {
  const answer = await fetch(url);
  const list = (await answer.text()).split(' ').map(plain);
  return new Set(list.filter((word) => word.length > 3));
};

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const disguised = (text) => plain(text).replace(/[013457@$€!]/g, (sign) => LOOKS[sign]);

// The longest piece that begins here and that people choose; `why` names its kind.
function pieceAt(raw, read, at) {
  for (let end = raw.length; end - at > 3; end -= 1) {
    if ([raw, read].some((text) => words.has(text.slice(at, end)))) return { end, why: 'word' };
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

function judge(password) {
  const [raw, read] = [plain(password), disguised(password)];
  const reasons = new Set();
  let bits = 0;
  for (let at = 0; at < raw.length;) {
    const piece = pieceAt(raw, read, at);
    if (piece) reasons.add(piece.why);
    bits += piece ? PIECE_BITS : SIGN_BITS;
    at = piece ? piece.end : at + 1;
  }
  const level = bits < FAIR_BITS ? 'weak' : bits < GOOD_BITS ? 'fair' : 'good';
  return { level, why: level === 'good' ? undefined : [...reasons][0] };
}

self.addEventListener('message', async ({ data: { password, url } }) => {
  words ??= await loadWords(url).catch(() => new Set());
  self.postMessage({ password, ...judge(password) });
});
