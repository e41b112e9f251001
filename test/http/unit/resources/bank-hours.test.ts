import { refuseNewWhileClosed } from '../../../../src/http/bank-hours';

const REQUEST = {
  callerId: 'mbr',
  route: 'POST /v1/payments',
  key: 'k'.repeat(16),
  fingerprint: 'f',
};

function bank(
  at: string,
  { found = null, state = 'RUNNING' }: { found?: string | null; state?: 'RUNNING' | 'PAUSED' } = {},
) {
  return {
    bankHold: async () => ({ state }),
    book: { findKeyed: async () => found },
    clock: { now: () => Date.parse(at) },
    config: { bankClosedHours: [{ fromMinute: 23 * 60 + 30, toMinute: 30 }] },
  };
}

test.each(['2026-11-22T23:29:59.999+09:00', '2026-11-22T00:30:00.000+09:00'])(
  'lets new work through at %s',
  async (at) => {
    await expect(refuseNewWhileClosed(bank(at), REQUEST)).resolves.toBeUndefined();
  },
);

test.each([
  ['2026-11-22T23:30:00.000+09:00', 3600],
  ['2026-11-23T00:29:59.500+09:00', 1],
])('refuses new work at %s and says when to come back', async (at, seconds) => {
  await expect(refuseNewWhileClosed(bank(at), REQUEST)).rejects.toMatchObject({
    code: 'BANK_MAINTENANCE',
    facts: { retryAfterSeconds: seconds, detail: { ko: '00:30에 다시 시작합니다.' } },
  });
});

test('lets a key through that made something before', async () => {
  const closed = bank('2026-11-22T23:45:00.000+09:00', { found: 'pay_1' });
  await expect(refuseNewWhileClosed(closed, REQUEST)).resolves.toBeUndefined();
});

test('refuses new work while an operator holds the bank, by day as by night', async () => {
  for (const at of ['2026-11-22T12:00:00.000+09:00', '2026-11-22T23:45:00.000+09:00']) {
    const held = bank(at, { state: 'PAUSED' });
    await expect(refuseNewWhileClosed(held, REQUEST)).rejects.toMatchObject({
      code: 'BANK_PAUSED',
      facts: { retryAfterSeconds: 30 },
    });
  }
});

test('lets a key through that made something before the bank was held', async () => {
  const held = bank('2026-11-22T12:00:00.000+09:00', { found: 'pay_1', state: 'PAUSED' });
  await expect(refuseNewWhileClosed(held, REQUEST)).resolves.toBeUndefined();
});
