import type { Plant } from '../support/plant';

const long = (lines: number, line: string): string => `${line}\n`.repeat(lines);

/** Clock, randomness, timers and Node, each in a workflow and in the domain. */
const nondeterminism: Plant[] = [
  ['export const now = Date.now();', 'Date without a given time'],
  ['export const today = new Date();', 'Date without a given time'],
  ['export const text = Date();', 'Date without a given time'],
  ['export const Clock = Date;', 'Date without a given time'],
  ['export const since = performance.now();', 'performance (a clock)'],
  ['export const dice = Math.random();', 'Math.random'],
  ['export const { random } = Math;', 'Math.random'],
  ['export const id = crypto.randomUUID();', 'crypto (randomness)'],
  ['export const timer = setTimeout(() => 0, 5);', 'setTimeout (a timer)'],
  ['export const limit = AbortSignal.timeout(5);', 'AbortSignal (a timer)'],
  ['export const answer = fetch;', 'fetch (the network)'],
  ['export const bytes = Buffer.from([1]);', 'Buffer (Node)'],
  ['export const around = globalThis;', 'globalThis (a way round this rule)'],
  [`export const later = import('./stub');`, 'Dynamic import()'],
].flatMap(([code = '', says = '']) =>
  ['workflows/clock.ts', 'src/domain/clock-reader.ts'].map((file) => ({
    file,
    code,
    rule: 'onjeon(deterministic)',
    says,
  })),
);

const money: Plant[] = [
  'export const sum = (amountWon: number) => amountWon + 1;',
  'export const left = (p: { balanceAmount: number }, n: number) => p.balanceAmount - n;',
  'export const share = (row: { amount: number }) => 0.1 * (row.amount as number);',
  'export function add(totalWon: number, b: number) { totalWon += b; return totalWon; }',
  'export const next = (amount: number) => amount++;',
  'export const back = (amount: number) => -amount;',
  'export const parsed = (amount: string) => Number(amount) + 1;',
  'export const rounded = (amountWon: number) => Math.round(amountWon);',
].flatMap((code) =>
  ['src/http/sums.ts', 'workflows/sums.ts', 'activities/sums.ts', 'scripts/sums.ts'].map(
    (file) => ({ file, code, rule: 'onjeon(money-arithmetic)', says: 'src/domain/money.ts only' }),
  ),
);

const environment: Plant[] = [
  'export const a = process.env.HOME;',
  `export const b = process['env'];`,
  'export const { env } = process;',
  `import { env as outer } from 'node:process';\nexport { outer };`,
  'export const c = globalThis.process.env;',
].map((code) => ({
  file: 'src/http/environment.ts',
  code,
  rule: 'onjeon(env-in-config)',
  says: 'src/config.ts only',
}));

const promises: Plant[] = ['src/http', 'workflows', 'activities', 'sandbox', 'test', 'scripts'].map(
  (folder) => ({
    file: `${folder}/forgotten.ts`,
    code: 'const work = async () => 1;\nexport function f() { work(); }',
    rule: 'typescript(no-floating-promises)',
    says: 'Promises must be awaited',
  }),
);

/** One violation per rule that the configuration names, besides the import table. */
export const ruleViolations: Plant[] = [
  ...nondeterminism,
  ...money,
  ...environment,
  ...promises,
  {
    file: 'workflows/voided.ts',
    code: 'const work = async () => 1;\nexport function f() { void work(); }',
    rule: 'typescript(no-floating-promises)',
    says: 'Promises must be awaited',
  },
  {
    file: 'src/http/callback.ts',
    code: 'export const f = () => [1].forEach(async () => { await Promise.resolve(); });',
    rule: 'typescript(no-misused-promises)',
    says: 'Promise returned in function argument',
  },
  ...['src/http/talk.ts', 'workflows/talk.ts', 'activities/talk.ts'].map((file) => ({
    file,
    code: `console.log('hello');`,
    rule: 'eslint(no-console)',
    says: 'console',
  })),
  {
    file: 'src/http/types.ts',
    code: `import { Stub } from './stub';\nexport const stub: Stub = 1;`,
    rule: 'typescript(consistent-type-imports)',
    says: 'type',
  },
  ...(
    [
      ['src/http/long.ts', 301],
      ['workflows/long.ts', 151],
      ['src/api.ts', 121],
      ['test/long.test.ts', 401],
    ] as const
  ).map(([file, lines]) => ({
    file,
    code: long(lines, 'export {};'),
    rule: 'eslint(max-lines)',
    says: 'too many lines',
  })),
  ...['src/http/tall.ts', 'test/tall.test.ts'].map((file) => ({
    file,
    code: `export function tall() {\n${long(70, '  Math.max(1);')}}`,
    rule: 'onjeon(function-size)',
    says: 'this function has 72 lines, the limit is 70',
  })),
  {
    file: 'test/tall-case.test.ts',
    code: `it('is a function', () => {\n${long(70, '  Math.max(1);')}});`,
    rule: 'onjeon(function-size)',
    says: 'this function has 72 lines',
  },
  {
    file: 'src/http/flag.ts',
    code: 'export function settle(id: string, loud: boolean) { return [id, loud]; }',
    rule: 'onjeon(boolean-parameter)',
    says: 'name the choice',
  },
  {
    file: 'src/http/flag.ts',
    code: 'export const open = (loud = false) => loud;',
    rule: 'onjeon(boolean-parameter)',
    says: 'name the choice',
  },
  {
    file: 'src/domain/color.ts',
    code: 'export enum Color { Red }',
    rule: 'onjeon(no-enum)',
    says: 'not an enum',
  },
  {
    file: 'test/mocking.test.ts',
    code: `jest.mock('../src/http/stub');`,
    rule: 'onjeon(no-own-mock)',
    says: 'is ours',
  },
  {
    file: 'src/http/ring-a.ts',
    code: `import { b } from './ring-b';\nexport const a = () => b;`,
    rule: 'import(no-cycle)',
    says: 'cycle',
  },
  {
    file: 'src/http/ring-b.ts',
    code: `import { a } from './ring-a';\nexport const b = () => a;`,
    rule: 'import(no-cycle)',
    says: 'cycle',
  },
  {
    file: 'src/http/any.ts',
    code: 'export const anything = (x: any) => String(x);',
    rule: 'typescript(no-explicit-any)',
    says: 'any',
  },
  {
    file: 'src/http/half-switch.ts',
    code: `export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }`,
    rule: 'typescript(switch-exhaustiveness-check)',
    says: 'exhaustive',
  },
];
