import { PAY, soundFacts } from '../support/auditor/sound-facts';
import { sendsWithoutLease } from './leases';

/** The small world with the lease of its payment's send ending at another moment; the bank was asked at noon. */
const withLeaseUntil = (until: string) => {
  const facts = soundFacts();
  const exchanges = facts.book.exchanges.map((one) =>
    one.is_tuno === PAY ? { ...one, lease_until: new Date(until) } : one,
  );
  return { ...facts, book: { ...facts.book, exchanges } };
};

it('finds nothing where every send left under its lease', () => {
  expect(sendsWithoutLease(soundFacts())).toEqual([]);
});

it('sees a send that left when its lease was over, and forgives the time on the line', () => {
  expect(sendsWithoutLease(withLeaseUntil('2026-11-22T11:59:57.999+09:00'))).toMatchObject([
    { invariant: 'I17', message: expect.stringContaining('nobody held the lease') },
  ]);
  expect(sendsWithoutLease(withLeaseUntil('2026-11-22T11:59:58.000+09:00'))).toEqual([]);
});

it('sees a send that nobody had marked', () => {
  const facts = soundFacts();
  const unmarked = { ...facts, book: { ...facts.book, exchanges: [] } };
  expect(sendsWithoutLease(unmarked).length).toBeGreaterThan(0);
});
