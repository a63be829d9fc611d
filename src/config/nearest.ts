/** Distances up to this are slips of the finger; beyond, the word is another one. */
const SLIPS = 2;

/** The candidate that was probably meant: the same but for case, `-` and `_`, or at most two slips away. */
function findNearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(word);
  const same = candidates.find((candidate) => plainOf(candidate) === plain);
  if (same !== undefined) return same;
  // A slip in every second letter of a short word is no slip.
  const limit = Math.min(SLIPS, Math.floor(plain.length / 2));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain, plainOf(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.candidate;
}

/** `; did you mean \`publicUrl\`?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = findNearest(word, candidates);
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}

function plainOf(word: string): string {
  return word
    .slice(0, 100)
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}

/** Levenshtein: insertions, removals and replacements. */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(one).entries()) {
    const current = [row + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      current.push(Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced));
    }
    above = current;
  }
  return above[other.length] ?? 0;
}
