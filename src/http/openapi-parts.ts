/** Request headers that several routes share. */
export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'Same key and body: the present state of the same thing. Same key, other body: 422. Kept as long as what it made.',
    schema: { type: 'string', pattern: '^"?[A-Za-z0-9_-]{16,255}"?$' },
    example: '8f14e45f-ceea-467f-9d1c-2b7e8a3c1d90',
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      'How long the answer may wait for the outcome: `wait=0` to `wait=5` seconds (default 5), or `respond-async`.',
    schema: { type: 'string' },
    example: 'wait=2',
  },
  TestCode: {
    name: 'X-Test-Code',
    in: 'header',
    required: false,
    description:
      'Outside production: an error code to be answered, or a scenario to be played at the bank.',
    schema: { type: 'string' },
    example: 'BANK_SILENT_EXECUTED',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An ETag of an earlier answer: 304 if nothing changed since.',
    schema: { type: 'string' },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'Korean texts by default, English with `en`. Codes are never translated.',
    schema: { type: 'string' },
    example: 'ko',
  },
} as const;

/** Answer headers. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Names this request in our logs',
    schema: { type: 'string' },
  },
  Location: { description: 'Path of what was made', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
  'Idempotent-Replayed': {
    description: '`true`: an earlier request with this key made it',
    schema: { type: 'string', const: 'true' },
  },
  ETag: { description: 'Changes with the answer and its language', schema: { type: 'string' } },
  Link: { description: 'The next page, `rel="next"`', schema: { type: 'string' } },
  RateLimit: { description: 'What is left of the limit', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'The limit', schema: { type: 'string' } },
  'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } },
  Allow: { description: 'Methods that the path knows', schema: { type: 'string' } },
} as const;

/** How callers prove who they are. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Members and staff: the access token of `POST /v1/auth/login`.',
  },
  partner: {
    type: 'oauth2',
    description: 'Partners: client credentials, id and secret by HTTP Basic.',
    flows: {
      clientCredentials: {
        tokenUrl: '/v1/auth/token',
        scopes: {
          'payments:read': 'Look up own payments',
          'refunds:read': 'Look up refunds of own payments',
          'refunds:write': 'Refund own payments',
          'orders:write': 'Register orders',
          'events:read': 'Read events',
          'webhooks:write': 'Set up webhooks',
        },
      },
    },
  },
} as const;
