import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSecrets } from '../../scripts/secrets';
import { makePlan, processEnv } from '../../scripts/system-settings';
import { userSettings } from '../../scripts/settings';
import { loadConfig } from '../../src/config';

const SERVERS = {
  MYSQL_URL: 'mysql://user:password@127.0.0.1:3306/onjeon',
  REDIS_URL: 'redis://127.0.0.1:6379/0',
  RABBITMQ_URL: 'amqp://user:password@127.0.0.1:5672/',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
};

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onjeon-settings-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the environment that npm start makes', () => {
  it('is a complete configuration with the sandbox as the bank', async () => {
    const config = loadConfig(processEnv(await makePlan(SERVERS), dir, {}));
    expect(config.bank.client.refusalCodes).toMatchObject({ A0X10: 'INSUFFICIENT_BALANCE' });
    expect(config.bank.client.notFoundCodes).toEqual(['A0X40']);
    expect(config.bank.movement.checkIntervalMs).toBe(16_000);
  });

  it('starts only those servers that nobody has named', async () => {
    expect((await makePlan({})).privateServices).toHaveLength(4);
    const { REDIS_URL } = SERVERS;
    expect((await makePlan({ REDIS_URL })).privateServices).not.toContain('redis');
    const emptied = userSettings({ REDIS_URL: '' });
    expect(emptied).not.toHaveProperty('REDIS_URL');
  });

  it('lets what the user has set win over every default', async () => {
    const user = { ...SERVERS, NH_CHECK_INTERVAL_SECONDS: '160', API_PORT: '3999' };
    const config = loadConfig(processEnv(await makePlan(user), dir, {}));
    expect(config.bank.movement.checkIntervalMs).toBe(160_000);
    expect(config.http.port).toBe(3999);
  });

  it('has no sandbox, and none of its sample codes, beside a real bank', async () => {
    const plan = await makePlan({ ...SERVERS, NH_BASE_URL: 'https://bank.example' });
    const env = processEnv(plan, dir, {});
    expect(plan.hasSandbox).toBe(false);
    expect(env).not.toHaveProperty('NH_REFUSAL_CODES');
    expect(env).not.toHaveProperty('NH_ACCESS_TOKEN');
    expect(env['BUSINESS_CLOCK_URL']).toBe('off');
  });
});

describe('local secrets', () => {
  it('are made once, and only their owner may read them', () => {
    const first = localSecrets(dir);
    expect(localSecrets(dir)).toEqual(first);
    expect(statSync(join(dir, 'secrets.json')).mode & 0o077).toBe(0);
  });

  it('are never those of another folder', () => {
    const other = mkdtempSync(join(tmpdir(), 'onjeon-settings-'));
    expect(localSecrets(other).HASH_KEY).not.toBe(localSecrets(dir).HASH_KEY);
    rmSync(other, { recursive: true });
  });
});

describe('.env.example', () => {
  it('shows the form of secrets, never a value of one', () => {
    const text = readFileSync('.env.example', 'utf8');
    for (const name of Object.keys(localSecrets(dir))) {
      expect(text).not.toMatch(new RegExp(`^${name}=`, 'm'));
    }
  });
});
