import type { Role } from '../../domain/records';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long an access token is believed, in seconds: short where nobody notices a refresh, longer for servers. */
export const ACCESS_SECONDS: Readonly<Record<Role, number>> = {
  member: 15 * MINUTE,
  cs: 10 * MINUTE,
  operator: 10 * MINUTE,
  partner: 30 * MINUTE,
};

/** How long a session lives at most, in seconds. A partner's lives as long as its one token. */
export const SESSION_SECONDS: Readonly<Record<Role, number>> = {
  member: 90 * DAY,
  cs: 8 * HOUR,
  operator: 8 * HOUR,
  partner: 30 * MINUTE,
};

/** How long a member's refresh token waits to be used, in seconds. */
export const REFRESH_SECONDS = 14 * DAY;

/** Clocks of two machines may differ by this much, in seconds. */
export const LEEWAY_SECONDS = 30;
