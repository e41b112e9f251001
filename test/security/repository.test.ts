import { createPublicKey } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSecrets, SECRET_NAMES } from '../../scripts/secrets';
import { passwordsOf } from '../../scripts/services/passwords';
import { ConfigError, loadConfig } from '../../src/config';
import { filesIn, read } from '../guards/support/tree';

/** What keys and tokens look like, wherever they come from. */
const SECRETS: readonly [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a private JWK', /"d"\s*:\s*"[A-Za-z0-9_-]{43}"/],
  ['a signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/],
  ['32 bytes in base64', /(?<![\w+/=-])[A-Za-z0-9+/]{43}=(?![\w=])/],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['a Slack token', /\bxox[abprs]-[\w-]{10,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T\w{8,}/],
  ['a password in an address', /:\/\/[\w.-]+:(?!password@|planted-|\$\{)[\w-]{12,}@/],
  ['a npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
];

/** Made up for tests and shown as what they are. */
const READABLE = /package-lock\.json$|\.(png|ico|woff2)$/;

test.each(SECRETS)('no file of the repository holds %s', (_name, pattern) => {
  const files = filesIn(['.'], /./).filter((file) => !READABLE.test(file));
  expect(files.length).toBeGreaterThan(200);
  const found = files.filter((file) => pattern.test(read(file)));
  expect(found).toEqual([]);
});

test('the patterns know a secret when they see one', () => {
  const key = 'A'.repeat(43);
  const samples = [
    ...[`-----BEGIN EC ${'PRIVATE'} KEY-----`, `"d": "${key}"`, `FIELD_KEYS=k1:${key}=`],
    ...[`eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.${key}`, `AKIA${'A'.repeat(16)}`],
    ...[`mysql://onjeon:${'x'.repeat(14)}@db/onjeon`],
  ];
  for (const sample of samples) {
    expect([sample, SECRETS.some(([, pattern]) => pattern.test(sample))]).toEqual([sample, true]);
  }
});

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(lock.packages).filter(([name]) => name !== '');

test('every dependency is locked to one version and to the bytes of its package', () => {
  expect(locked.length).toBeGreaterThan(300);
  for (const [name, one] of locked) {
    if (one.inBundle) continue;
    expect([name, one.version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
    expect([name, one.integrity]).toEqual([name, expect.stringMatching(/^sha512-/)]);
    expect([name, one.link ?? false]).toEqual([name, false]);
  }
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  }
});

/** Known, and not needed: their packages hold what the script would only check or print. */
const SCRIPTS_NOT_NEEDED = [
  '@parcel/watcher',
  '@swc/core',
  'fsevents',
  'protobufjs',
  'unrs-resolver',
];

test('nothing new runs a script of its own when it is installed', () => {
  const scripted = locked.filter(([, one]) => one.hasInstallScript);
  const names = scripted.map(([place]) => place.split('node_modules/').at(-1) ?? '');
  expect(names.filter((name) => !SCRIPTS_NOT_NEEDED.includes(name))).toEqual([]);
});

describe('secrets of a development folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'onjeon-secrets-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const modeOf = (file: string) => (statSync(join(dir, file)).mode & 0o777).toString(8);

  test('are for their owner only, whatever the umask says', () => {
    const umask = process.umask(0);
    localSecrets(dir);
    passwordsOf(dir);
    process.umask(umask);
    expect([modeOf('secrets.json'), modeOf('passwords.json')]).toEqual(['600', '600']);
  });

  test.each([0o644, 0o640, 0o604, 0o666])('are refused when others may read them: %o', (mode) => {
    const secrets = localSecrets(dir);
    chmodSync(join(dir, 'secrets.json'), mode);
    expect(() => localSecrets(dir)).toThrow(/secrets\.json.*chmod 600/);
    chmodSync(join(dir, 'secrets.json'), 0o600);
    expect(localSecrets(dir)).toEqual(secrets);
  });

  test('are others in every folder, and long enough', () => {
    const other = mkdtempSync(join(tmpdir(), 'onjeon-secrets-'));
    const [mine, theirs] = [localSecrets(dir), localSecrets(other)];
    rmSync(other, { recursive: true, force: true });
    for (const name of SECRET_NAMES) expect(mine[name]).not.toBe(theirs[name]);
    for (const name of ['HASH_KEY', 'FINGERPRINT_KEY', 'CURSOR_KEY'] as const) {
      expect(Buffer.from(mine[name], 'base64')).toHaveLength(32);
    }
    const [jwk] = JSON.parse(mine.JWT_KEYS) as [object];
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk as never, format: 'jwk' });
    expect(asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test('lose no key: a file that is cut short is an error, not a new key', () => {
    localSecrets(dir);
    writeFileSync(join(dir, 'secrets.json'), '{"JWT_KEYS":', { mode: 0o600 });
    expect(() => localSecrets(dir)).toThrow();
  });
});

describe('production', () => {
  /** Everything production needs, each key made for this run. */
  function production(): Record<string, string> {
    const dir = mkdtempSync(join(tmpdir(), 'onjeon-secrets-'));
    const secrets = localSecrets(dir);
    rmSync(dir, { recursive: true, force: true });
    return {
      ...secrets,
      ...{ NODE_ENV: 'production', PUBLIC_URL: 'https://pay.example.kr', JWT_ISSUER: 'pay' },
      ...{ MYSQL_URL: 'mysql://app:a-real-one@db/onjeon', REDIS_URL: 'rediss://cache:6379' },
      ...{ RABBITMQ_URL: 'amqps://app:a-real-one@mq/', WORKFLOW_BUNDLE: 'dist/bundle.js' },
      ...{ NH_BASE_URL: 'https://bank.example.kr', NH_ISCD: '000123' },
      NH_ACCESS_TOKEN: 'f3'.repeat(32),
      NH_API_SERVICE_CODES: '{"CheckOnDrawingTransfer":"A","CheckOnReceivedTransfer":"B"}',
    };
  }
  const problems = (change: Record<string, string | undefined>): readonly string[] => {
    try {
      loadConfig({ ...production(), ...change });
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  test('starts with keys of its own', () => expect(problems({})).toEqual([]));

  test.each([...SECRET_NAMES, 'NH_ACCESS_TOKEN', 'MYSQL_URL', 'REDIS_URL', 'RABBITMQ_URL'])(
    'does not start without %s, and says which is missing',
    (name) => {
      expect(problems({ [name]: undefined }).join()).toContain(name);
      expect(problems({ [name]: '' }).join()).toContain(name);
    },
  );

  test.each([
    ['HASH_KEY', Buffer.alloc(31, 7).toString('base64')],
    ['CURSOR_KEY', 'secret'],
    ['FINGERPRINT_KEY', Buffer.alloc(16, 7).toString('base64')],
    ['FIELD_KEYS', `k1:${Buffer.alloc(16, 7).toString('base64')}`],
    ['JWT_KEYS', '"secret"'],
    ['JWT_KEYS', '[{"kty":"oct","k":"c2VjcmV0","kid":"a"}]'],
    ['JWT_KEYS', '[]'],
    ['NH_BASE_URL', 'http://bank.example.kr'],
    ['NH_ACCESS_TOKEN', '0123456789abcdef'.repeat(4)],
    ['MYSQL_URL', 'mysql://onjeon:onjeon-dev@db/onjeon'],
    ['RABBITMQ_URL', 'amqp://guest:guest@mq/'],
    ['BUSINESS_CLOCK_URL', 'http://127.0.0.1:4010/sandbox/clock'],
    ['SLACK_WEBHOOK_URL', 'http://127.0.0.1:4010/sandbox/slack'],
  ])('does not start with %s=%s, and does not repeat it', (name, value) => {
    const found = problems({ [name]: value }).join('\n');
    expect(found).toContain(name);
    if (value.length > 6) expect(found).not.toContain(value);
  });

  test('does not start with what everybody can read in .env.example', () => {
    const sample = read('.env.example').matchAll(/^([A-Z_]+)='?(.+?)'?$/gm);
    const settings = Object.fromEntries([...sample].map(([, name, value]) => [name, value]));
    expect(Object.keys(settings)).toContain('NH_ACCESS_TOKEN');
    expect(problems(settings).join()).toMatch(/NH_ACCESS_TOKEN.*sample/);
  });
});
