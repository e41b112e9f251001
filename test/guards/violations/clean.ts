/** What the rules allow, close to the borders: a guard that forbids these would be switched off soon. */
export const cleanTree: Record<string, string> = {
  'src/config.ts': `import { readFileSync } from 'node:fs';
import { z } from 'zod';
export type Config = z.ZodType;
export const loadConfig = () => [process.env.HOME, z, readFileSync];
`,
  'src/log.ts': `import { pino } from 'pino';\nexport const log = pino;\n`,
  'src/domain/money.ts': `export type Won = number;
export const addWon = (amountWon: Won, otherWon: Won): Won => amountWon + otherWon;
`,
  'src/domain/day.ts': `import { addWon } from './money';
/** \`Date\` as a type, with a given time, and as a calculator are all pure. */
export const seoul = (at: Date) => new Date(at.getTime() + 9 * 3_600_000);
export const leap = Date.UTC(2028, 1, 29);
export const text = (amountWon: number) => amountWon + '원' + Math.max(1, 2);
export { addWon };
`,
  'workflows/contract.ts': `import type { Won } from '../src/domain/money';
export interface PaymentInput { amountWon: Won }
`,
  'workflows/payment.ts': `import { sleep } from '@temporalio/workflow';
import type { Bank } from '../activities/bank';
import { addWon } from '../src/domain/money';
import type { PaymentInput } from './contract';
export async function payment(input: PaymentInput, bank: Bank) {
  await sleep('5 seconds');
  return bank(addWon(input.amountWon, 1));
}
`,
  'activities/bank.ts': `import { ApplicationFailure } from '@temporalio/common';
import { log } from '../src/log';
import type { Pool } from '../src/adapters/mysql/pool';
export type Bank = (amountWon: number) => number;
export const createBank = (pool: Pool) => [pool, log, ApplicationFailure];
`,
  'src/adapters/mysql/pool.ts': `import { createPool } from 'mysql2/promise';
import type { Config } from '../../config';
export type Pool = ReturnType<typeof open>;
export const open = (config: Config) => [config, createPool];
`,
  'src/adapters/mysql/index.ts': `import { seoul } from '../../domain/day';
import { open } from './pool';
export const parts = [open, seoul];
`,
  'src/adapters/redis/cache.ts': `import { Redis } from 'ioredis';\nexport const cache = Redis;\n`,
  'src/temporal/start.ts': `import type { PaymentInput } from '../../workflows/contract';
import { Client } from '@temporalio/client';
export const start = (input: PaymentInput) => [input, Client];
`,
  'src/http/app.ts': `import Router from '@koa/router';
import Koa from 'koa';
import jwt from 'koa-jwt';
import type { Redis } from 'ioredis';
import type { Pool } from '../adapters/mysql/pool';
import { start } from '../temporal/start';
export const createHttpApp = (pool: Pool, redis: Redis) => [pool, redis, start, Koa, Router, jwt];
`,
  'src/api.ts': `import { open } from './adapters/mysql/pool';
import { loadConfig } from './config';
import { createHttpApp } from './http/app';
export const parts = [open, loadConfig, createHttpApp, require.resolve('../workflows/payment')];
`,
  'scripts/migrate.ts': `import { loadConfig } from '../src/config';\nconsole.log(loadConfig(), process.env.HOME);\n`,
  'sandbox/ledger.ts': `import { appendFileSync } from 'node:fs';
export const book = (balance: number, amount: number) => [balance - amount, appendFileSync];
`,
  'test/long.test.ts': `import { addWon } from '../src/domain/money';
describe('a chapter', () => {
${"  it('adds', () => {\n    expect(addWon(1, 2)).toBe(3);\n  });\n".repeat(30)}});
describe.each([1])('another %i', (amountWon) => {
${'  Math.max(amountWon - 1);\n'.repeat(80)}});
`,
};
