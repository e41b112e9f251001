/** Characters of a reference; see `IdMint`. */
const REFERENCE_LENGTH = 11;

/** What NH's passbook text leaves for a memo: 20 bytes less the reference of 11 and a blank. */
export const MAX_MEMO_BYTES = 8;

/** Composed Hangul syllables, ASCII letters and digits, and blanks between them: what every passbook printer knows. */
const MEMO = /^[\uAC00-\uD7A3A-Za-z0-9]+(?: +[\uAC00-\uD7A3A-Za-z0-9]+)*$/;

/** Width in EUC-KR bytes, the unit of NH's text fields: one for ASCII, two for anything else. */
export function eucKrWidth(text: string): number {
  return [...text].reduce((width, character) => width + (character < '\u0080' ? 1 : 2), 0);
}

/** True for a memo that can be printed in a passbook: at most 8 bytes; Hangul, letters, digits, and blanks inside. */
export function isPassbookMemo(text: string): boolean {
  return eucKrWidth(text) <= MAX_MEMO_BYTES && MEMO.test(text);
}

/** What stands in the passbook. The reference comes first, so that a printer that cuts the text cannot hurt it. */
export function passbookText(reference: string, memo: string): string {
  return `${reference} ${memo}`;
}

/** The part of a passbook text that is ours: what follows may be cut by a printer. */
export function referencePart(text: string): string {
  return text.slice(0, REFERENCE_LENGTH);
}
