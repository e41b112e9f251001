import { randomBytes } from 'node:crypto';
import Ajv2020 from 'ajv/dist/2020';
import { DEMO } from '../../src/adapters/mysql/seed';
import { INSIDE, startAttacked, type Attacked, type Person } from '../support/attack';
import {
  dice,
  mangled,
  oddText,
  soundValue,
  spoilt,
  type Dice,
  type Pool,
  type Schema,
} from '../support/attack-fuzz';
import { call } from '../support/http';
import { anOpening } from '../support/resource-api';

/** A longer run, or another one: ONJEON_FUZZ_COUNT=50000 ONJEON_FUZZ_SEED=7. */
const COUNT = Number(process.env['ONJEON_FUZZ_COUNT'] ?? 500);
const SEED = Number(process.env['ONJEON_FUZZ_SEED'] ?? 20_261_122);

/** Nothing may take longer: answers wait 5 s for the bank at most. */
const HANG_MS = 20_000;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { name: string; in: string; schema: Schema; $ref?: string }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { content?: Record<string, { schema?: object }> }>;
  readonly 'x-roles'?: readonly string[];
}

interface Shot {
  readonly operation: Operation;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly raw: string | undefined;
  /** Nothing about it was spoilt: it must not be called malformed. */
  readonly isSound: boolean;
}

let at: Attacked;
let operations: readonly Operation[];
let components: Readonly<Record<string, Schema>>;
let ajv: Ajv2020;

beforeAll(async () => {
  at = await startAttacked();
  const { body: document } = await call(at.processes[0]!, { path: '/openapi.json' });
  ({ schemas: components } = document.components);
  ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'doc', components: document.components });
  operations = Object.entries<Record<string, Operation>>(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({
        ...one,
        method: method.toUpperCase(),
        path,
      })),
    )
    // These would end the sessions that everything else needs.
    .filter(({ path }) => !/logout|password/.test(path));
});
afterAll(() => at.it.api.close());

const resolve = (ref: string) => components[ref.split('/').at(-1)!]!;

/** Whether the document allows the value; as JSON, which is what went over the wire. */
function allows(schema: object, value: unknown): boolean {
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components'));
  return ajv.validate(rooted, value) as boolean;
}

const PEOPLE_TO_TRY: readonly (Person | 'nobody')[] = [
  ...(['haneul', 'haneul', 'haneul', 'partner', 'partner', 'bada', 'cs', 'operator'] as const),
  'nobody',
];

function poolOf(at_: Attacked, by: Dice): Pool {
  const { accountId, paymentId, refundId, orderId } = at_.ids;
  return {
    ...{ accountId: [accountId, accountId, 'acc_01JD8QK3V5M7N9P1R3T5W7Y9Z1'] },
    ...{ paymentId: [paymentId, 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1'], refundId: [refundId] },
    orderId: [orderId, `ORDER-${by.roll(1e9)}-FUZZ`],
    partnerId: DEMO.partners.map((one) => one.partnerId),
    accountNumber: [anOpening().accountNumber],
    birthDate: ['1990-03-14', '2000-02-29'],
    email: [`fuzz-${by.roll(1e6)}@example.com`, DEMO.members[0].email],
    bankMemo: ['온전상점', 'A1'],
    ...{ grant_type: ['client_credentials'], scope: ['payments:read'], code: ['NOT_FOUND'] },
    from: ['2026-11-01', '2026-11-22T00:00:00+09:00'],
    to: ['2026-11-30', '2026-12-01T00:00:00Z'],
    cursor: [Buffer.from('nothing').toString('base64url')],
  };
}

/** Whole characters, and few: Node itself refuses an address of 16 kB before we see it. */
const inAddress = (text: string) => Buffer.from(text).subarray(0, 900).toString();

function aShot(by: Dice): Shot {
  const operation = by.pick(operations);
  const pool = poolOf(at, by);
  const value = (name: string, schema: Schema) =>
    soundValue(schema, { name, dice: by, pool, resolve });
  const spoils = by.oneIn(3) ? null : by.pick(['path', 'query', 'body', 'json', 'header'] as const);
  const inPlace = (place: string) => operation.parameters.filter((one) => one.in === place);

  let url = operation.path;
  for (const { name, schema } of inPlace('path')) {
    const text = spoils === 'path' && by.oneIn(2) ? oddText(by) : String(value(name, schema));
    url = url.replace(`{${name}}`, encodeURIComponent(inAddress(text)));
  }
  const query: Record<string, string> = {};
  for (const { name, schema } of inPlace('query').filter(() => by.oneIn(2))) {
    query[name] = spoils === 'query' ? inAddress(oddText(by)) : String(value(name, schema));
  }
  if (spoils === 'query' && by.oneIn(4)) query[inAddress(oddText(by))] = 'x';

  const content = operation.requestBody?.content ?? {};
  const [type, media] = Object.entries(content)[0] ?? [];
  let body = media ? value('', media.schema) : undefined;
  if (spoils === 'body') body = spoilt(body ?? {}, by);
  const isForm = type?.endsWith('urlencoded');
  const form = isForm ? new URLSearchParams(body as Record<string, string>).toString() : null;
  let raw = form ?? (body === undefined ? undefined : JSON.stringify(body));
  if (spoils === 'json' && raw !== undefined) raw = mangled(raw, by);
  if (operation.method === 'GET') raw = undefined;

  return {
    ...{ operation, url, query, body, raw },
    headers: headersOf(operation, {
      by,
      type: type ?? 'application/json',
      spoil: spoils === 'header',
    }),
    isSound: spoils === null,
  };
}

const ODD_HEADERS = ['', '0', 'é', '*/*', '"', 'a'.repeat(5000), 'q=1;;,', '\t', '-1', 'text/csv'];
const SPOILABLE = [
  ...['accept', 'accept-language', 'content-type', 'idempotency-key', 'prefer', 'x-test-code'],
  ...['traceparent', 'if-none-match', 'authorization', 'x-forwarded-for', 'content-encoding'],
];

function headersOf(
  operation: Operation,
  { by, type, spoil }: { by: Dice; type: string; spoil: boolean },
): Record<string, string> {
  const person = by.pick(PEOPLE_TO_TRY);
  const basic = Buffer.from(`${DEMO.partners[0].partnerId}:${DEMO.partnerSecret}`).toString(
    'base64',
  );
  return {
    'content-type': type,
    'idempotency-key': randomBytes(16).toString('hex'),
    prefer: by.pick(['wait=0', 'respond-async', 'wait=1']),
    'accept-language': by.pick(['ko', 'en', 'fr;q=0.1, en']),
    ...(person === 'nobody' ? {} : { authorization: `Bearer ${at.tokens[person]}` }),
    ...(operation.path === '/v1/auth/token' ? { authorization: `Basic ${basic}` } : {}),
    ...(spoil ? { [by.pick(SPOILABLE)]: by.pick(ODD_HEADERS) } : {}),
  };
}

/** What is wrong with an answer; empty if nothing is. */
function faultsOf(
  shot: Shot,
  status: number,
  heard: { type: string; text: string },
): readonly string[] {
  const { operation } = shot;
  const faults: string[] = [];
  const declared = operation.responses[String(status)];
  if (status >= 500) faults.push('5xx');
  if (!declared) faults.push('status not declared');
  const [media, described] = Object.entries(declared?.content ?? {})[0] ?? [];
  if (media && !heard.type.startsWith(media)) faults.push(`is ${heard.type}, not ${media}`);
  if (media?.includes('json') && described?.schema) {
    const isAllowed = allows(described.schema, JSON.parse(heard.text));
    if (!isAllowed) faults.push(`unlike its schema: ${ajv.errorsText()}`);
  }
  if (status >= 400 && INSIDE.test(JSON.parse(heard.text).detail ?? ''))
    faults.push('tells the inside');
  if (status < 300) faults.push(...wronglyAccepted(shot));
  if (status === 400 && shot.isSound && !/INVALID_CURSOR|partnerId/.test(heard.text)) {
    faults.push('refuses what the document allows');
  }
  return faults;
}

function wronglyAccepted({ operation, query, raw }: Shot): readonly string[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const faults = schema && !allows(schema, JSON.parse(raw ?? 'null')) ? ['takes a wrong body'] : [];
  for (const [name, text] of Object.entries(query)) {
    const known = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    const value = known?.schema.type === 'integer' && /^\d+$/.test(text) ? Number(text) : text;
    if (!known || !allows(known.schema, value)) faults.push(`takes ?${name}=${text}`);
  }
  return faults;
}

async function fire(shot: Shot, process: string): Promise<readonly string[]> {
  const search = new URLSearchParams(shot.query).toString();
  const response = await fetch(`${process}${shot.url}${search ? `?${search}` : ''}`, {
    method: shot.operation.method,
    headers: shot.headers,
    ...(shot.raw === undefined ? {} : { body: shot.raw }),
    signal: AbortSignal.timeout(HANG_MS),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return faultsOf(shot, response.status, { type, text }).map(
    (fault) => `${response.status} ${fault}\n  ${text.slice(0, 400)}`,
  );
}

test(
  `${COUNT} requests made from the document, sound and spoilt: no 5xx, no hang, no answer unlike it`,
  async () => {
    const by = dice(SEED);
    const found: string[] = [];
    const seen = new Map<string, number>();
    for (let i = 0; i < COUNT; i += 1) {
      at.it.engine.plan = by.pick(['EXECUTED', 'EXECUTED', 'REFUSED', 'SILENT']);
      const shot = aShot(by);
      const name = `${shot.operation.method} ${shot.operation.path}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      const faults = await fire(shot, by.pick(at.processes)).catch((error: Error) => [
        `${error.name}: ${error.message} ${String(error.cause)}`,
      ]);
      for (const fault of faults) {
        found.push(
          `#${i} ${name} ${shot.url} ${JSON.stringify(shot.query)} ${shot.raw?.slice(0, 300)}\n  ${fault}`,
        );
      }
    }
    expect(found.slice(0, 20).join('\n')).toBe('');
    expect(seen.size).toBe(operations.length);
  },
  Math.max(60_000, COUNT * 200),
);
