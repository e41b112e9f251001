import { ConfigError, loadConfig } from '../../src/config';
import { problemsOf, PRODUCTION, REQUIRED } from './environment';

describe('the least that is needed', () => {
  it("loads, with defaults after NH's published schedule", () => {
    const config = loadConfig(REQUIRED);
    expect(config.bank.movement).toEqual({
      silencePausesMs: [2_000, 10_000, 30_000, 60_000],
      checkPausesMs: [10_000, 30_000, 60_000],
      checkIntervalMs: 160_000,
      checkTries: 5,
      readTimeoutMs: 10_000,
      doubtLimitMs: 1_800_000,
      operatorAskMs: 600_000,
      closedHours: [],
      witness: 'RESULT_CHECK',
      bookingLagMs: 60_000,
    });
    expect(config.bank).toMatchObject({ leaseMs: 5_000, client: { connectTimeoutMs: 3_000 } });
    expect(config.worker.queues).toEqual([
      'payments',
      'bank-debit',
      'bank-credit',
      'bank-ask',
      'notify',
    ]);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(loadConfig(REQUIRED))).toBe(true);
  });

  it.each(Object.keys(REQUIRED))('is refused without %s, and with it empty or blank', (name) => {
    const { [name]: _left, ...rest } = REQUIRED;
    for (const env of [rest, { ...REQUIRED, [name]: '' }, { ...REQUIRED, [name]: '  ' }]) {
      const problems = problemsOf(env);
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toContain(name);
    }
  });

  it('is told all at once', () => {
    const named = (name: string) => expect.stringContaining(name) as string;
    expect(problemsOf({})).toEqual(expect.arrayContaining(Object.keys(REQUIRED).map(named)));
    const both = problemsOf({
      ...REQUIRED,
      API_PORT: 'x',
      NODE_ENV: 'prod',
      REDIS_URL: 'http://x',
    });
    expect(both).toEqual([named('NODE_ENV'), named('API_PORT'), named('REDIS_URL')]);
  });
});

const WHOLE_NUMBERS = [
  ['API_PORT', 0, 65_535],
  ['API_METRICS_PORT', 0, 65_535],
  ['WORKER_METRICS_PORT', 0, 65_535],
  ['MYSQL_POOL_SIZE', 2, 200],
  ['TRUSTED_PROXIES', 0, 10],
  ['RATE_MEMBER_PER_MINUTE', 1, 1_000_000],
  ['RATE_MEMBER_MONEY_PER_MINUTE', 1, 1_000_000],
  ['RATE_PARTNER_PER_MINUTE', 1, 1_000_000],
  ['RATE_PARTNER_REFUNDS_PER_MINUTE', 1, 1_000_000],
  ['RATE_STAFF_PER_MINUTE', 1, 1_000_000],
  ['RATE_BALANCE_REFRESH_PER_MINUTE', 1, 1_000_000],
  ['RATE_SIGNUP_PER_HOUR', 1, 1_000_000],
  ['RATE_WRONG_PASSWORDS_PER_EMAIL', 1, 1_000_000],
  ['RATE_WRONG_PASSWORDS_PER_ADDRESS', 1, 1_000_000],
  ['MAX_PAYMENT_WON', 1, 999_999_999_999_999],
  ['LIMIT_PER_PAYMENT_WON', 1, 999_999_999_999_999],
  ['LIMIT_PER_DAY_WON', 1, 999_999_999_999_999],
  ['WORKER_MAX_BANK_CALLS', 1, 1000],
  ['SWEEP_SECONDS', 1, 3600],
  ['SLACK_DIGEST_SECONDS', 1, 86_400],
  ['ALERT_STUCK_SECONDS', 1, 86_400],
  ['CONTRACT_LOW_WON', 1, 999_999_999_999_999],
  ['NH_BOOKING_LAG_SECONDS', 0, 86_400],
  ['NH_CONNECT_TIMEOUT_MS', 100, 5_000],
  ['NH_READ_TIMEOUT_MS', 500, 30_000],
  ['NH_CHECK_INTERVAL_SECONDS', 1, 86_400],
  ['NH_CHECK_TRIES', 1, 100],
  ['NH_DOUBT_LIMIT_SECONDS', 1, 86_400],
  ['NH_OPERATOR_ASK_SECONDS', 1, 86_400],
  ['NH_LEASE_SECONDS', 1, 86_400],
  ['NH_RATE_PER_SECOND', 1, 10_000],
] as const;

describe.each(WHOLE_NUMBERS)('%s', (name, min, max) => {
  it(`is a whole number from ${min} to ${max}`, () => {
    for (const value of [min, max])
      expect(problemsOf({ ...REQUIRED, [name]: `${value}` })).toEqual([]);
    const wrong = [`${min - 1}`, `${max + 1}`, '1.5', '1e1', '0x10', '１０', 'ten', 'NaN'];
    for (const value of [...wrong, 'Infinity', '9'.repeat(400), 'null', 'true']) {
      expect(problemsOf({ ...REQUIRED, [name]: value })).toEqual([
        `${name} must be a whole number from ${min} to ${max}`,
      ]);
    }
  });

  it('is its default when it is unset or empty', () => {
    expect(loadConfig({ ...REQUIRED, [name]: '' })).toEqual(loadConfig(REQUIRED));
  });
});

const WRONG: readonly (readonly [name: string, ...values: string[]])[] = [
  ['NODE_ENV', 'prod', 'PRODUCTION', '1'],
  ['LOG_LEVEL', 'verbose', 'INFO'],
  ['NH_MODE', 'test', 'CONTRACT'],
  ['NH_AUTH_MODE', 'basic'],
  ['TEMPORAL_TLS', 'yes', '2'],
  ['SLACK_DIGEST', 'maybe'],
  ['NH_BASE_URL', 'nh', 'ftp://nh.example.com', '//nh.example.com'],
  ['PUBLIC_URL', 'pay.example.kr', 'javascript:alert(1)'],
  ['MYSQL_URL', 'redis://x', 'mysql', '/var/run/mysqld.sock'],
  ['REDIS_URL', 'http://127.0.0.1', 'localhost:6379'],
  ['RABBITMQ_URL', 'http://127.0.0.1', 'rabbit'],
  ['TEMPORAL_UI_URL', 'localhost:8233'],
  ['SLACK_WEBHOOK_URL', 'hooks.slack.com'],
  ['BUSINESS_CLOCK_URL', 'soon'],
  ['NH_ISCD', '99999', '9999999', '99999a', '９９９９９９'],
  ['NH_FINTECH_APSNO', '1', '0001', 'abc'],
  ['NH_API_SERVICE_CODES', '[]', '{', 'null', '"x"', '{"CheckOnDrawingTransfer":1}', '{}'],
  ['NH_REFUSAL_CODES', '{"R1":"NO_SUCH_CODE"}', '{"R1":"toString"}', '[1]', '{"R1":null}', 'R1'],
  ['NH_CLOSED_HOURS', '0-1', '24:00-24:30', '00:00', '00:00-00:60', '00:00-00:30;01:00-02:00'],
  ['NH_SILENCE_PAUSES', '2,,10', '-1', '1.5', 'a', ','],
  ['NH_CHECK_PAUSES', '10;30', '1e3', ' , '],
  ['WORKER_QUEUES', 'bank', 'payments,nothing', 'Payments'],
  ['JWT_KEYS', '{}', '[]', 'x', '[null]', '[{"kty":"RSA"}]', '[{"kty":"EC","crv":"P-256"}]'],
  ['FIELD_KEYS', 'k1', 'k1:AAAA', `:${'A'.repeat(44)}`, 'K 1:AAAA'],
  ['HASH_KEY', 'AAAA', `${'A'.repeat(88)}`, 'not base64'],
  ['FINGERPRINT_KEY', 'AAAA', `${'A'.repeat(88)}`],
  ['CURSOR_KEY', 'AAAA', `${'A'.repeat(88)}`],
];

describe.each(WRONG)('%s', (name, ...values) => {
  it.each(values)('is refused as %j', (value) => {
    const problems = problemsOf({ ...REQUIRED, [name]: value });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toContain(name);
  });
});

describe('codes of the bank', () => {
  const LISTS = ['NH_REFUSAL_CODES', 'NH_NOT_FOUND_CODES', 'NH_DUPLICATE_CODES'] as const;
  const PUBLISHED = [
    ...['00000', 'AT999', 'AT998', 'AC999', 'A9999', 'A9998', 'AP999', 'AC081', 'A0050', 'A0348'],
    ...['A0284', 'A0017', 'A0082', 'A0073', 'A0013', 'A0090', 'AI001', 'AI002', 'AC002'],
  ];
  const listed = (list: string, code: string) =>
    list === 'NH_REFUSAL_CODES' ? JSON.stringify({ [code]: 'BANK_REFUSED' }) : `R9, ${code}`;

  it.each(LISTS)('%s may not change the meaning of a published code', (list) => {
    for (const code of PUBLISHED) {
      expect(problemsOf({ ...REQUIRED, [list]: listed(list, code) })).toEqual([
        `${list}: the meaning of ${code} is fixed by NH`,
      ]);
    }
    expect(problemsOf({ ...REQUIRED, [list]: listed(list, 'R0001') })).toEqual([]);
  });

  it('may stand in one list only', () => {
    const env = {
      ...REQUIRED,
      NH_REFUSAL_CODES: '{"R1":"BANK_REFUSED"}',
      NH_NOT_FOUND_CODES: 'N1,R1',
      NH_DUPLICATE_CODES: 'N1',
    };
    expect(problemsOf(env)).toEqual([
      'R1 stands in NH_REFUSAL_CODES and in NH_NOT_FOUND_CODES',
      'N1 stands in NH_NOT_FOUND_CODES and in NH_DUPLICATE_CODES',
    ]);
  });

  it.each(LISTS)('%s may hold what the sandbox invented, but not in production', (list) => {
    const sample = { [list]: listed(list, 'A0X40') };
    expect(problemsOf({ ...REQUIRED, ...sample })).toEqual([]);
    expect(problemsOf({ ...PRODUCTION, ...sample })).toEqual([
      `${list}: A0X40 is a code of the sandbox bank`,
    ]);
  });

  it('of services have defaults on the test bed; under contract both checks must be named', () => {
    const testbed = loadConfig({ ...REQUIRED, NH_MODE: 'testbed', NH_API_SERVICE_CODES: '' });
    expect(testbed.bank.client.apiServiceCodes).toMatchObject({
      DrawingTransfer: 'DrawingTransferA',
      InquireBalance: 'ReceivedTransferA',
    });
    const problems = problemsOf({ ...REQUIRED, NH_API_SERVICE_CODES: '' });
    expect(problems).toHaveLength(2);
  });
});

describe('closed hours', () => {
  it.each([
    ['00:00-00:30', [{ fromMinute: 0, toMinute: 30 }]],
    [
      '23:30-00:10, 12:00-12:05',
      [
        { fromMinute: 1410, toMinute: 10 },
        { fromMinute: 720, toMinute: 725 },
      ],
    ],
    ['', []],
  ])('%j are read in Korean time', (value, expected) => {
    expect(loadConfig({ ...PRODUCTION, NH_CLOSED_HOURS: value }).bank.client.closedHours).toEqual(
      expected,
    );
  });

  it('are half an hour after midnight in production, and none elsewhere', () => {
    expect(loadConfig(PRODUCTION).bank.movement.closedHours).toEqual([
      { fromMinute: 0, toMinute: 30 },
    ]);
    expect(loadConfig(REQUIRED).bank.movement.closedHours).toEqual([]);
  });
});

describe('production', () => {
  it('loads with what it needs', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
    expect(loadConfig(PRODUCTION)).toMatchObject({
      clockUrl: null,
      alerts: { slackWebhookUrl: null },
      http: { sandboxBank: false },
    });
  });

  it.each([
    ['NH_BASE_URL', 'http://nh.example.com', 'NH_BASE_URL must be https in production'],
    ['NH_BASE_URL', '', 'NH_BASE_URL must be https in production'],
    ['NH_ACCESS_TOKEN', '0123456789abcdef'.repeat(4), 'NH_ACCESS_TOKEN is the sample one'],
    ['WORKFLOW_BUNDLE', '', 'WORKFLOW_BUNDLE is required in production'],
    ['PUBLIC_URL', '', 'PUBLIC_URL is required'],
    ['JWT_ISSUER', '', 'JWT_ISSUER is required'],
    ['BUSINESS_CLOCK_URL', 'https://x', 'BUSINESS_CLOCK_URL is not allowed in production'],
    ['CRASH_POINT_FILE', '/tmp/point', 'CRASH_POINT_FILE is not allowed in production'],
    ['SLACK_WEBHOOK_URL', 'http://x', 'SLACK_WEBHOOK_URL must be a URL that begins with https://'],
    ['RABBITMQ_URL', 'amqp://guest:guest@x/', 'RABBITMQ_URL has a sample password'],
  ])('refuses %s=%s', (name, value, problem) => {
    expect(problemsOf({ ...PRODUCTION, [name]: value })).toEqual([problem]);
  });
});

describe('the sandbox', () => {
  it.each([
    ['http://127.0.0.1:4010', true],
    ['http://localhost:4010', true],
    ['https://developers.nonghyup.com', false],
    ['http://127.0.0.1.example.com', false],
  ])('is believed to be at %s: %s', (url, sandboxBank) => {
    expect(loadConfig({ ...REQUIRED, NH_BASE_URL: url }).http.sandboxBank).toBe(sandboxBank);
  });

  it('gives the business clock, unless it is switched off', () => {
    expect(loadConfig(REQUIRED).clockUrl).toBe('http://127.0.0.1:4010/sandbox/clock');
    expect(loadConfig({ ...REQUIRED, BUSINESS_CLOCK_URL: 'off' }).clockUrl).toBeNull();
  });
});

describe('secrets', () => {
  it('never stand in a message, whatever is wrong with them', () => {
    const spoiled = Object.entries(REQUIRED).map(([name, value]) => [
      name,
      `planted-secret ${value}`,
    ]);
    const texts = [Object.fromEntries(spoiled), { ...REQUIRED, NODE_ENV: 'production' }].map(
      (env) => {
        const problems = problemsOf(env as typeof REQUIRED);
        expect(problems.length).toBeGreaterThan(2);
        return new ConfigError(problems).message;
      },
    );
    for (const text of texts) expect(text).not.toContain('planted-secret');
  });

  it('a base URL keeps its path and loses its trailing slash', () => {
    const { client } = loadConfig({
      ...PRODUCTION,
      NH_BASE_URL: 'https://nh.example.com/svcapi//',
    }).bank;
    expect(client.baseUrl).toBe('https://nh.example.com/svcapi');
  });
});
