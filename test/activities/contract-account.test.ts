import { MockActivityEnvironment } from '@temporalio/testing';
import pino from 'pino';
import { createContractAccount, type ContractAccountDeps } from '../../activities/contract-account';
import { won } from '../../src/domain/money';

const NOW = Date.parse('2026-11-22T16:31:30+09:00');
type Answer = Awaited<ReturnType<ContractAccountDeps['bank']['inquireBalance']>>;

async function asking(contractFinAcno: string | null, answer: Answer) {
  const asked: unknown[] = [];
  const noted: unknown[] = [];
  const { askContractAccount } = createContractAccount({
    bank: {
      inquireBalance: async ({ pair, finAcno }) => {
        asked.push([pair.isTuno, finAcno]);
        return answer;
      },
    },
    sequences: { nextSequence: async () => 7 },
    bankState: { noteContractBalance: async (note) => void noted.push(note) },
    clock: { now: () => NOW },
    contractFinAcno,
    log: pino({ level: 'silent' }),
  });
  const result = await new MockActivityEnvironment().run(askContractAccount);
  return { result, asked, noted };
}

const words = { code: '00000', message: null, httpStatus: 200 };
const HELD: Answer = { class: 'SUCCEEDED', value: { available: won(12) }, ...words };

describe('asking about the contract account', () => {
  it('keeps the balance that the bank told, under a pair of its own', async () => {
    const { result, asked, noted } = await asking('0082010', HELD);
    expect(result).toEqual({ asked: true });
    expect(asked).toEqual([['20261122163130000007', '0082010']]);
    expect(noted).toEqual([{ balance: 12, at: NOW }]);
  });

  it.each<Answer>([
    { class: 'NEVER_LEFT', ...words },
    { class: 'UNKNOWN', because: 'NO_ANSWER', retryAfterSeconds: null, ...words },
    { class: 'REFUSED', failureCode: 'BANK_REFUSED', closed: false, ...words },
  ])('keeps what it knew when the bank answered nothing: $class', async (answer) => {
    const { result, noted } = await asking('0082010', answer);
    expect(result).toEqual({ asked: false });
    expect(noted).toEqual([]);
  });

  it('asks nothing where no account is named', async () => {
    const { result, asked } = await asking(null, HELD);
    expect({ result, asked }).toEqual({ result: { asked: false }, asked: [] });
  });
});
