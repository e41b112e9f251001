import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readAnswer, type Asked } from '../../../src/adapters/nh-bank/answer';
import { classify, classifyCheck, type ReadValue } from '../../../src/adapters/nh-bank/classify';
import * as wire from '../../../src/adapters/nh-bank/wire';
import type { OutcomeClass } from '../../../src/domain/bank-outcome';
import { ACCOUNT, aConfig, clockAt, FIN_ACNO, PAIR, reply, TOKEN } from '../../support/fake-bank';
import { mutated, type Draft, type Mutated } from './mutations';
import { ASKED } from './pure';
import { CREDIT, DEBIT, talkingTo } from './support';

const CLASSES: readonly OutcomeClass[] = [
  'SUCCEEDED',
  'REFUSED',
  'NEVER_LEFT',
  'STILL_PROCESSING',
  'UNKNOWN',
];
const RUNS = 20_000;

/** Many runs on a busy machine. */
jest.setTimeout(120_000);

const READ: Readonly<Record<string, ReadValue<unknown>>> = {
  OpenFinAccountDirect: wire.readRegistration,
  CheckOpenFinAccountDirect: wire.readFinAccount,
  InquireTransactionHistory: (body, code) => wire.readStatement(body, { code, page: 1 }),
};

interface Recorded {
  readonly asked: Asked;
  readonly draft: Draft;
}

/** Requests and answers of the recording, the transfers' answers once more as a success. */
const RECORDED: readonly Recorded[] = recorded();

function recorded(): Recorded[] {
  const file = path.join(__dirname, 'recorded.jsonl');
  type Message = { Header: Record<string, string> } & Record<string, string>;
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  const messages = lines.map((line) => JSON.parse(line) as Message);
  return messages.flatMap((message, index) => {
    if (index % 2 === 1) return [];
    const { Header: header, ...body } = message;
    const request = { header, body } as unknown as wire.WireRequest;
    const personal = ['FinAcno', 'Acno', 'Rgno'].map((name) => body[name] ?? '');
    const asked = { request, at: clockAt('120000').now(), secrets: [TOKEN, ...personal] };
    const { Header: told, ...fields } = messages[index + 1] as Message;
    const draft = { header: Object.entries(told), body: Object.entries(fields) };
    const yes = { ...told, Rpcd: '00000' };
    return [
      { asked, draft },
      { asked, draft: { ...draft, header: Object.entries(yes) } },
    ];
  });
}

/** Every value that the text gives a field, however it is written: found without our own reader. */
function valuesOf(text: string, name: string): string[] {
  const value = '("(?:[^"\\\\]|\\\\.)*"|[^\\s,}\\]]+)';
  const blanks = '(?:\\s|\\\\t)*';
  const field = new RegExp(`"${blanks}${name}${blanks}"\\s*:\\s*${value}`, 'gi');
  const found = text.matchAll(field);
  return [...found].map((match) => match[1] ?? '');
}

/** What must hold of the bytes of any answer that is believed. */
function expectOurs(asked: Asked, { bytes, status }: Mutated): void {
  const text = bytes.toString('utf8');
  const { header, body } = asked.request;
  expect(status).toBe(200);
  for (const name of ['ApiNm', 'Tsymd', 'IsTuno', 'Iscd', 'FintechApsno']) {
    const values = valuesOf(text, name);
    expect(values.length).toBeGreaterThan(0);
    expect(values).toEqual(values.map(() => JSON.stringify(header[name])));
  }
  for (const name of ['FinAcno', 'Acno', 'OrtrIsTuno']) {
    if (!body[name]) continue;
    const told = valuesOf(text, name).filter((value) => value !== 'null' && value !== '""');
    expect(told).toEqual(told.map(() => JSON.stringify(body[name])));
  }
  if (!body['Tram']) return;
  const amounts = valuesOf(text, 'Tram').filter((value) => value !== 'null' && value !== '""');
  expect(amounts.map((value) => Number(value.replaceAll('"', '')))).toEqual(
    amounts.map(() => Number(body['Tram'])),
  );
}

const CASE = fc
  .constantFrom(...RECORDED)
  .chain(({ asked, draft }) => mutated(draft).map((answer) => ({ asked, answer })));

function judged(asked: Asked, { bytes, status }: Mutated) {
  const api = asked.request.header.ApiNm;
  const head = { httpStatus: status, retryAfter: null, date: null };
  const answer = readAnswer({ kind: 'WHOLE', head, bytes }, asked);
  const config = aConfig();
  return api.startsWith('CheckOn')
    ? classifyCheck(answer, asked, { config, original: PAIR })
    : classify(answer, asked, { config, read: READ[api] ?? (() => null) });
}

describe('a mutated answer', () => {
  it('is always in one of five classes, and believed only if it is about what we sent', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(CASE, ({ asked, answer }) => {
        const outcome = judged(asked, answer);
        expect(CLASSES).toContain(outcome.class);
        const kind = 'finding' in outcome ? outcome.finding : outcome.class;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        if (outcome.class === 'UNKNOWN') return;
        expectOurs(asked, answer);
        const codes = valuesOf(answer.bytes.toString('utf8'), 'Rpcd');
        const said = outcome.class === 'SUCCEEDED' ? /^"(00000|A0090)"$/ : /^"[A-Z]+\d+"$/;
        for (const code of codes) expect(code).toMatch(said);
      }),
      { numRuns: RUNS },
    );
    // Without this a generator that only makes garbage would prove nothing. The rarest comes about thirty times.
    for (const kind of ['SUCCEEDED', 'REFUSED', 'STILL_PROCESSING', 'UNKNOWN']) {
      expect(seen.get(kind)).toBeGreaterThan(2);
    }
    for (const kind of ['EXECUTED', 'REFUSED', 'NOT_FOUND', 'PROCESSING', 'NOT_ANSWERED']) {
      expect(seen.get(kind)).toBeGreaterThan(2);
    }
  });

  it('never carries a token or an account number into what we keep of it', () => {
    const transfers = RECORDED.filter(({ asked }) => asked.request.body['Tram']);
    const cases = fc
      .constantFrom(...transfers)
      .chain(({ asked, draft }) => mutated(draft).map((answer) => ({ asked, answer })));
    fc.assert(
      fc.property(cases, ({ asked, answer }) => {
        const kept = JSON.stringify(judged(asked, answer)).toLowerCase();
        for (const secret of [TOKEN, FIN_ACNO, ACCOUNT, '302-0000-0009-01']) {
          expect(kept).not.toContain(secret);
        }
      }),
      { numRuns: RUNS / 2 },
    );
  });

  it('gets the same judgement over a real connection, call after call', async () => {
    let next: Mutated = { bytes: Buffer.alloc(0), status: 200 };
    const { bank, close } = await talkingTo((_request, socket) =>
      reply(socket, { status: next.status, body: next.bytes }),
    );
    const echo = (asked: Asked): Draft => ({
      header: Object.entries({ ...asked.request.header, Rpcd: '00000', Rsms: '말씀' }).filter(
        ([name]) => name !== 'AccessToken',
      ),
      body: [],
    });
    const transfers = [
      { asked: ASKED.debit, send: () => bank.debit(DEBIT) },
      { asked: ASKED.credit, send: () => bank.credit(CREDIT) },
    ];
    const cases = fc
      .constantFrom(...transfers)
      .chain(({ asked, send }) => mutated(echo(asked)).map((answer) => ({ asked, send, answer })));
    await fc.assert(
      fc.asyncProperty(cases, async ({ asked, send, answer }) => {
        next = answer;
        expect((await send()).class).toBe(judged(asked, answer).class);
      }),
      { numRuns: 500 },
    );
    await close();
  });
});
