/** As much of the bank's text as evidence needs. */
const MAX_LENGTH = 200;

/**
 * Six digits or more, also with single blanks, dots or hyphens between them: an account, a birth
 * date, a phone number.
 */
const DIGIT_RUN = /\p{Nd}(?:[\s.-]?\p{Nd}){5,}/gu;
/** A token or ticket, whoever's it is. */
const HEX_RUN = /[0-9a-f]{32,}/gi;

/**
 * The bank's text as it may be stored and logged: without the given secrets, without anything that
 * looks like an account number, one line, at most 200 characters. Null stays null.
 */
export function redact(text: string | null, secrets: readonly string[]): string | null {
  if (text === null) return null;
  let clean = text.slice(0, 20 * MAX_LENGTH);
  for (const secret of secrets) clean = withoutSecret(clean, secret);
  clean = clean.replace(HEX_RUN, '***').replace(DIGIT_RUN, '***');
  return clean
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH);
}

/** True if the text carries one of the secrets. */
export function carriesSecret(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => withoutSecret(text, secret) !== text);
}

/** Shorter values would blank out ordinary words, and hide nothing. */
const SHORTEST_SECRET = 4;

function withoutSecret(text: string, secret: string): string {
  if (secret.length < SHORTEST_SECRET) return text;
  const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(literal, 'gi'), '***');
}
