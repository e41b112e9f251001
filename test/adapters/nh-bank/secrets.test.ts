import { inspect } from 'node:util';
import type { NhBank } from '../../../src/adapters/nh-bank/types';
import { ACCOUNT, FIN_ACNO, nhAnswer, reply, TOKEN, type Answering } from '../../support/fake-bank';
import { CHECK_CREDIT, CHECK_DEBIT, CREDIT, DEBIT, STATEMENT, talkingTo } from './support';

const SECRETS = [TOKEN, FIN_ACNO, ACCOUNT, '302-0000-0009-01', '19900101'];
const GOSSIP = `오류 ${SECRETS.join(' / ')}`;

const CALLS: ReadonlyArray<(bank: NhBank) => Promise<unknown>> = [
  (bank) => bank.debit(DEBIT),
  (bank) => bank.credit(CREDIT),
  (bank) => bank.checkDebit(CHECK_DEBIT),
  (bank) => bank.checkCredit(CHECK_CREDIT),
  (bank) => bank.readStatementPage(STATEMENT),
  (bank) => bank.inquireBalance({ pair: DEBIT.pair, finAcno: FIN_ACNO }),
  (bank) => bank.inquireHolder(CREDIT),
  (bank) => bank.openFinAccount({ ...CREDIT, birthDate: '19900101' }),
  (bank) =>
    bank.checkOpenFinAccount({
      pair: DEBIT.pair,
      registrationNumber: ACCOUNT,
      birthDate: '19900101',
    }),
];

const saying = (code: string): Answering => {
  return (request, socket) =>
    reply(socket, {
      body: nhAnswer(request, code, {
        header: { Rsms: GOSSIP },
        body: { WebUrl: `https://bank.example/?t=${TOKEN}` },
      }),
    });
};

/** Each makes the client fail in another way, as talkatively as it can. */
const FAILURES: ReadonlyArray<[string, Answering]> = [
  ['a reset', (_request, socket) => socket.resetAndDestroy()],
  ['silence', () => {}],
  [
    'an echo of our request as an error page',
    (request, socket) => reply(socket, { status: 401, body: request.text }),
  ],
  [
    'an echo of our request with status 200',
    (request, socket) => reply(socket, { body: request.text }),
  ],
  [
    'half an answer',
    (request, socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${request.text.slice(5)}`),
  ],
  ['a talkative refusal', saying('R0001')],
  ['a talkative want of consent', saying('AI001')],
  ['a talkative error', saying('AT999')],
  ['a talkative duplicate', saying('AC081')],
];

describe('what the client tells', () => {
  it.each(FAILURES)('after %s holds no token and no account', async (_what, answer) => {
    const told: unknown[] = [];
    const { bank, close } = await talkingTo(answer, {
      config: { readTimeoutMs: 100 },
      deps: { onCall: (record) => told.push(record), onAlarm: (alarm) => told.push(alarm) },
    });
    for (const call of CALLS) told.push(await call(bank));
    await close();
    const text = inspect(told, { depth: null, showHidden: true });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(told.length).toBeGreaterThanOrEqual(2 * CALLS.length);
  });

  it('of a connection that was never made holds none either', async () => {
    const { bank, close } = await talkingTo(() => {});
    await close();
    for (const call of CALLS) {
      const outcome = await call(bank);
      expect(outcome).toMatchObject({ class: 'NEVER_LEFT' });
      const text = inspect(outcome, { depth: null, showHidden: true });
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
  });
});
