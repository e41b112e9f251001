/** One place in the code, and what a careless hand would make of it. */
export interface Change {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A bug that is planted in a copy of the product, to see whether the judge catches it. Nothing of it is in the product. */
export interface Bug {
  readonly id: number;
  readonly title: string;
  /** Runs of CI's size must catch it; the others are for campaigns. */
  readonly isCaughtInCi: boolean;
  readonly changes: readonly Change[];
  /** A planted bug that the product survives, and why; it has no violation to be caught by. */
  readonly harmlessBecause?: string;
}
