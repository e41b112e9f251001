/**
 * Borders at which tests kill the process, to prove that what was half done is finished: A acceptance, W bank work,
 * O telling. Production has none of them.
 */
export type CrashPoint =
  | ('A1' | 'A2' | 'A3' | 'A4' | 'A5')
  | ('W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W7' | 'W8')
  | ('O1' | 'O2' | 'O3' | 'O4');

/** Something that may end the process when a border is reached. */
export interface CrashPoints {
  reach(point: CrashPoint): void;
}

/** No border kills. */
export const NO_CRASH_POINTS: CrashPoints = { reach: () => undefined };
