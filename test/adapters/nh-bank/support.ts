import { createNhBank } from '../../../src/adapters/nh-bank';
import type { NhBank, NhBankConfig, NhBankDeps } from '../../../src/adapters/nh-bank/types';
import { won } from '../../../src/domain/money';
import {
  ACCOUNT,
  aConfig,
  clockAt,
  FIN_ACNO,
  PAIR,
  startFakeBank,
  type Answering,
  type FakeBank,
} from '../../support/fake-bank';

const open: Array<() => Promise<void>> = [];

/** Also for a test that failed halfway: an open server would keep the run from ending. */
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The client beside a fake bank that answers as told; both are closed by `close`, or after the test. */
export async function talkingTo(
  answer: Answering,
  change: { config?: Partial<NhBankConfig>; deps?: Partial<NhBankDeps> } = {},
): Promise<{ fake: FakeBank; bank: NhBank; close(): Promise<void> }> {
  const fake = await startFakeBank(answer);
  const bank = clientOf({ baseUrl: fake.url, ...change.config }, change.deps);
  const close = async (): Promise<void> => {
    await bank.close();
    await fake.close();
  };
  open.push(close);
  return { fake, bank, close };
}

/** The client alone, by default at a quarter past ten of the recorded day. */
export function clientOf(config: Partial<NhBankConfig>, deps: Partial<NhBankDeps> = {}): NhBank {
  return createNhBank({ config: aConfig(config), clock: clockAt('101500'), ...deps });
}

export const DEBIT = {
  pair: PAIR,
  finAcno: FIN_ACNO,
  amount: won(15_000),
  text: '7K2M9QX4T1B 온전상점',
} as const;

export const CREDIT = {
  pair: PAIR,
  bankCode: '011',
  accountNumber: ACCOUNT,
  amount: won(5_000),
  text: 'C4W8R0ZN6HE 온전상점',
} as const;

const CHECK_PAIR = { tsymd: PAIR.tsymd, isTuno: '20260102091740000005' };

export const CHECK_DEBIT = {
  pair: CHECK_PAIR,
  original: PAIR,
  finAcno: FIN_ACNO,
  amount: won(15_000),
} as const;

export const CHECK_CREDIT = {
  pair: CHECK_PAIR,
  original: PAIR,
  bankCode: '011',
  accountNumber: ACCOUNT,
  amount: won(5_000),
} as const;

export const STATEMENT = {
  pair: PAIR,
  bankCode: '011',
  accountNumber: ACCOUNT,
  from: PAIR.tsymd,
  to: PAIR.tsymd,
  page: 1,
} as const;
