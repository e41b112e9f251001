/**
 * Characters no text of ours may hold: controls (they forge log lines and break passbooks), line and paragraph
 * separators, bidi marks (they show a text in another order than it is stored), and halves of surrogate pairs.
 */
const FORBIDDEN = /[\p{Cc}\p{Surrogate}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The text in NFC, so that equal texts are equal bytes; null if it holds a forbidden character. */
export function cleanText(text: string): string | null {
  return FORBIDDEN.test(text) ? null : text.normalize('NFC');
}

/** Length as people count it: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
