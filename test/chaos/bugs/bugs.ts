import { BOOK_BUGS } from './book-bugs';
import type { Bug } from './bug';
import { MONEY_BUGS } from './money-bugs';
import { TELLING_BUGS } from './telling-bugs';

/** All planted bugs. 12 (ack before handling) is a bug of a receiver, and 15 belongs to the live feed: neither is our code yet. */
export const BUGS: readonly Bug[] = [...MONEY_BUGS, ...BOOK_BUGS, ...TELLING_BUGS].toSorted(
  (one, other) => one.id - other.id,
);
