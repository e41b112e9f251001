import fs from 'node:fs';
import path from 'node:path';
import { koreanDay } from '../../../src/domain/korean-time';
import { parseKoreanDay } from '../../../src/domain/korean-time';
import { won } from '../../../src/domain/money';
import type { NhBank } from '../../../src/adapters/nh-bank/types';
import { ACCOUNT, clockAt, DAY, FIN_ACNO, reply } from '../../support/fake-bank';
import { talkingTo } from './support';

const LINES = fs.readFileSync(path.join(__dirname, 'recorded.jsonl'), 'utf8').trim().split('\n');
const CUSTOMER = { bankCode: '011', accountNumber: ACCOUNT } as const;
const BIRTH = { birthDate: '19900101' };
const TEXT = '온전상점';

const pair = (isTuno: string) => ({ pair: { tsymd: DAY, isTuno } });
const original = (isTuno: string) => ({ original: { tsymd: DAY, isTuno } });

interface Example {
  readonly name: string;
  readonly time: string;
  readonly ask: (bank: NhBank) => Promise<unknown>;
  readonly told: object;
}

/** In the order of the recording: odd lines are requests, even lines their answers. */
const EXAMPLES: readonly Example[] = [
  {
    name: 'an opening gets a registration number',
    time: '090000',
    ask: (bank) => bank.openFinAccount({ ...pair('20260102090000000001'), ...CUSTOMER, ...BIRTH }),
    told: { class: 'SUCCEEDED', value: { registrationNumber: '20260102000000001' } },
  },
  {
    name: 'its check gets the fin-account, in another spelling of success',
    time: '090003',
    ask: (bank) =>
      bank.checkOpenFinAccount({
        ...pair('20260102090003000003'),
        ...BIRTH,
        registrationNumber: '20260102000000001',
      }),
    told: { class: 'SUCCEEDED', value: { finAcno: FIN_ACNO } },
  },
  {
    name: 'a withdrawal ends undecided',
    time: '091500',
    ask: (bank) =>
      bank.debit({
        ...pair('20260102091500000004'),
        finAcno: FIN_ACNO,
        amount: won(15_000),
        text: `7K2M9QX4T1B ${TEXT}`,
      }),
    told: { class: 'UNKNOWN', because: 'UNDECIDED', code: 'AT999' },
  },
  {
    name: 'the result check settles it',
    time: '091740',
    ask: (bank) =>
      bank.checkDebit({
        ...pair('20260102091740000005'),
        ...original('20260102091500000004'),
        finAcno: FIN_ACNO,
        amount: won(15_000),
      }),
    told: {
      finding: 'EXECUTED',
      class: 'SUCCEEDED',
      code: '00000',
      processedAt: clockAt('091501').now(),
    },
  },
  {
    name: 'the same pair after silence was used already',
    time: '100012',
    ask: (bank) =>
      bank.debit({
        ...pair('20260102100000000006'),
        finAcno: FIN_ACNO,
        amount: won(7_000),
        text: `9D3HVP8ZC5A ${TEXT}`,
      }),
    told: { class: 'UNKNOWN', because: 'DUPLICATE', code: 'AC081' },
  },
  {
    name: 'its check is still processing',
    time: '100013',
    ask: (bank) =>
      bank.checkDebit({
        ...pair('20260102100013000007'),
        ...original('20260102100000000006'),
        finAcno: FIN_ACNO,
        amount: won(7_000),
      }),
    told: { finding: 'PROCESSING', class: 'STILL_PROCESSING', code: 'A0050' },
  },
  {
    name: 'a partial refund is paid',
    time: '103000',
    ask: (bank) =>
      bank.credit({
        ...pair('20260102103000000008'),
        ...CUSTOMER,
        amount: won(5_000),
        text: `C4W8R0ZN6HE ${TEXT}`,
      }),
    told: { class: 'SUCCEEDED', value: null, message: '정상처리 되었습니다.' },
  },
  {
    name: 'the statement shows it, with the key, blank, null and sign of the test bed',
    time: '103500',
    ask: (bank) =>
      bank.readStatementPage({
        ...pair('20260102103500000009'),
        ...CUSTOMER,
        from: parseKoreanDay('20260102'),
        to: koreanDay(clockAt('103500').now()),
        page: 1,
      }),
    told: {
      class: 'SUCCEEDED',
      message: '정상처리되었습니다',
      value: {
        hasMore: false,
        rows: [
          {
            day: DAY,
            time: '103000',
            direction: 'IN',
            amount: 5_000,
            balanceAfter: 983_000,
            cancelled: false,
            bankNumber: 'SANDBOX0000000003',
            text: `C4W8R0ZN6HE ${TEXT}`,
          },
        ],
      },
    },
  },
];

describe('the recorded examples', () => {
  it('are all used', () => {
    expect(EXAMPLES).toHaveLength(LINES.length / 2);
  });

  it.each(EXAMPLES.map((example, index) => [example.name, index] as const))(
    '%s: we send the recorded bytes, and read the recorded answer',
    async (_name, index) => {
      const example = EXAMPLES[index] as Example;
      const { fake, bank, close } = await talkingTo(
        (_request, socket) => reply(socket, { body: LINES[2 * index + 1] as string }),
        { deps: { clock: clockAt(example.time) } },
      );
      const outcome = await example.ask(bank);
      await close();
      expect(fake.requests.map((request) => request.text)).toEqual([LINES[2 * index]]);
      const api = fake.requests[0]?.json.Header['ApiNm'];
      expect(fake.requests[0]?.line).toBe(`POST /${String(api)}.nh HTTP/1.1`);
      expect(outcome).toMatchObject(example.told);
    },
  );
});
