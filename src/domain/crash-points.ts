/**
 * Borders at which tests kill the process, to prove that what was half done is finished: A acceptance, W bank work,
 * O telling, N net cancel, S sweep, D an operator's decision. Production has none of them.
 */
export type CrashPoint =
  | ('A1' | 'A2' | 'A3' | 'A4' | 'A5')
  | ('W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W7' | 'W8')
  | ('O1' | 'O2' | 'O3' | 'O4')
  /** N1 deadline passed, nothing stored; N2 told and stored; N3 debit proven, compensation not stored; N4 stored, not started. */
  | ('N1' | 'N2' | 'N3' | 'N4')
  /** S1 overdue rows read; S2 some started, not reported. */
  | ('S1' | 'S2')
  /** D1 approval stored, workflow not told; D2 told, not answered. */
  | ('D1' | 'D2');

/** Something that may end the process when a border is reached. */
export interface CrashPoints {
  reach(point: CrashPoint): void;
}

/** No border kills. */
export const NO_CRASH_POINTS: CrashPoints = { reach: () => undefined };
