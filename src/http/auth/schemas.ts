import { z } from 'zod';
import { boundedText } from '../text-schema';

/** The longest address SMTP can deliver to. */
const MAX_EMAIL = 254;

const email = z
  .string()
  .max(MAX_EMAIL)
  .regex(/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/)
  // Addresses are compared in lower case, and some letters grow there.
  .refine((address) => address.normalize('NFC').toLowerCase().length <= MAX_EMAIL, {
    params: { code: 'TOO_LONG' },
  });

const newPassword = boundedText({ min: 10, max: 128 });

/** A secret to be checked: its form is nobody's business, only its size is bounded. */
const secret = boundedText({ min: 1, max: 128 });

/** POST /v1/auth/signup */
export const SignUpBody = z.strictObject({
  email,
  password: newPassword,
  /** As at the bank: it must be the account holder's. */
  name: boundedText({ min: 1, max: 50 }),
});

/** POST /v1/auth/login */
export const LoginBody = z.strictObject({
  email: boundedText({ min: 1, max: MAX_EMAIL }),
  password: secret,
});

/** POST /v1/auth/refresh */
export const RefreshBody = z.strictObject({ refreshToken: boundedText({ min: 1, max: 200 }) });

/** POST /v1/members/me/password */
export const PasswordBody = z.strictObject({ currentPassword: secret, newPassword });

/** POST /v1/auth/token, form-encoded; OAuth's own names. */
export const TokenBody = z.strictObject({
  grant_type: z.literal('client_credentials'),
  scope: z.string().max(500).optional(),
});

/** What a sign-up answers, whether or not the address was taken. */
export const SignUpAnswer = z.strictObject({ email: z.string() });

/** What login and refresh answer; staff have no refresh token. */
export const LoginAnswer = z.strictObject({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  refreshToken: z.string().nullable(),
  refreshExpiresIn: z.int().nullable(),
});

/** What the token endpoint answers. */
export const TokenAnswer = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  scope: z.string(),
});

/** A member, as only that member sees it. */
export const MemberAnswer = z.strictObject({
  memberId: z.string(),
  email: z.string(),
  name: z.string(),
  createdAt: z.string(),
});
