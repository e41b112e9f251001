/** A whole amount of Korean won. KRW has no minor unit, and NH's 15 digits fit a safe integer. */
export type Won = number & { readonly __brand: 'Won' };

/** The largest amount NH's field `Tram` can carry: 15 digits. */
export const MAX_WON = 999_999_999_999_999;

/** The one constructor: a whole number of won from 0 to NH's 15 digits. Throws a RangeError otherwise. */
export function won(value: number): Won {
  if (!Number.isSafeInteger(value) || value < 0 || value > MAX_WON) {
    throw new RangeError(`not an amount of whole won: ${String(value)}`);
  }
  return (value === 0 ? 0 : value) as Won;
}

/** Reads an amount a store gave back: a BIGINT arrives as number, bigint or, from a raw SUM(), as text. */
export function parseWon(value: unknown): Won {
  if (typeof value === 'number') return won(value);
  if (typeof value === 'bigint') return won(Number(value));
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return won(Number(value));
  throw new RangeError(`not an amount of whole won: ${String(value)}`);
}

/** The sum of two amounts. */
export function addWon(left: Won, right: Won): Won {
  return won(left + right);
}

/** What is left of an amount. Throws if more is taken than there is: money is never negative here. */
export function subtractWon(from: Won, taken: Won): Won {
  return won(from - taken);
}

/** The sum of many amounts. */
export function sumWon(amounts: readonly Won[]): Won {
  return amounts.reduce(addWon, won(0));
}

/** How people in Korea read an amount: `985,000원`. */
export function displayWon(amount: Won): string {
  return `${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}원`;
}
