import { OnjeonError, type FieldError } from '../domain/errors';
import { cleanText } from './text';

/**
 * Reads `a=1&b=2` of a query or a form body: each name once, valid percent-encoded UTF-8, texts in NFC without control
 * characters. INVALID_REQUEST otherwise. The result has no prototype, so that no name can reach one.
 */
export function parseStrictForm(
  text: string,
  options: { pointerPrefix: '' | '/' },
): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string>;
  const errors: FieldError[] = [];
  for (const part of text.split('&').filter((one) => one !== '')) {
    const [rawName = '', ...rest] = part.split('=');
    const name = decode(rawName);
    const value = decode(rest.join('='));
    if (name === null) {
      throw new OnjeonError('INVALID_REQUEST');
    }
    const pointer = `${options.pointerPrefix}${name}`;
    if (value === null) errors.push({ pointer, code: 'PATTERN' });
    else if (Object.hasOwn(fields, name)) errors.push({ pointer, code: 'NOT_ALLOWED' });
    else fields[name] = value;
  }
  if (errors.length > 0) throw new OnjeonError('INVALID_REQUEST', { errors });
  return fields;
}

/** The text behind the encoding, or null if it is no UTF-8 or not clean. */
function decode(text: string): string | null {
  try {
    return cleanText(decodeURIComponent(text.replaceAll('+', ' ')));
  } catch {
    return null;
  }
}
