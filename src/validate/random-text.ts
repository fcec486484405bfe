/** What may be a key: letters of both cases, digits in two places, long enough not to be guessed. */
const CANDIDATE = /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9].*[^0-9=].*[0-9])[A-Za-z0-9+/_-]{24,}={0,2}$/;
/** Bits for each character; words have less. */
const MIN_ENTROPY = 4.2;
/** How often letters of one case, of the other and digits follow each other; in names they come in groups. */
const MIN_CHANGES = 0.4;

/** Whether a text is, or holds as the value of a setting (`key=value`, `key: value`), what looks random. */
export function hasRandomText(text: string): boolean {
  return text.split('\n').some((line) => {
    const value = /^[\w.-]+ *[=:] *["']?([^"'\s]+)["']?;?$/.exec(line.trim())?.[1];
    return looksRandom(line.trim()) || looksRandom(value ?? '');
  });
}

function looksRandom(text: string): boolean {
  return CANDIDATE.test(text) && entropyOf(text) >= MIN_ENTROPY && changesIn(text) >= MIN_CHANGES;
}

/** Of Shannon, in bits. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}

function changesIn(text: string): number {
  const kinds = Array.from(text, (character) =>
    /[a-z]/.test(character) ? 'a' : /[A-Z]/.test(character) ? 'A' : '0',
  );
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length / text.length;
}
