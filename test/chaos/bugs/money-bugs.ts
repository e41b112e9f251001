import type { Bug } from './bug';

const NEXT_STEP = 'src/domain/next-step.ts';
const CODES = 'src/adapters/nh-bank/codes.ts';
const DUPLICATE = `  AC081: {
    class: 'UNKNOWN',
    because: 'DUPLICATE',
`;
const SAME_PAIR_AGAIN = `holdSilence(story, moment) : { kind: 'send', pair: 'SAME' };`;

/** Careless hands at the procedure of the unknown outcome. */
export const MONEY_BUGS: readonly Bug[] = [
  {
    ...{ id: 2, title: 'new IsTuno per attempt', isCaughtInCi: true },
    changes: [
      {
        file: NEXT_STEP,
        find: SAME_PAIR_AGAIN,
        replace: SAME_PAIR_AGAIN.replace('SAME', 'NEW'),
      },
    ],
  },
  {
    ...{ id: 3, title: 'no check after an undecided code', isCaughtInCi: true },
    changes: [
      {
        file: 'src/domain/movement-story.ts',
        find: `return send.outcome === null || isUnknown(send, 'NO_ANSWER');`,
        replace: `return send.outcome === null || send.outcome.class === 'UNKNOWN';`,
      },
    ],
  },
  {
    ...{ id: 4, title: 'silence = ABORTED', isCaughtInCi: true },
    changes: [
      {
        file: 'src/adapters/nh-bank/classify.ts',
        find: `return { class: 'UNKNOWN', because, retryAfterSeconds, ...words };`,
        replace: `if (because === 'NO_ANSWER') {
      return { class: 'REFUSED', failureCode: 'BANK_REFUSED', closed: false, ...words };
    }
    return { class: 'UNKNOWN', because, retryAfterSeconds, ...words };`,
      },
    ],
  },
  {
    ...{ id: 5, title: 'AC081 = ABORTED', isCaughtInCi: true },
    changes: [
      {
        file: CODES,
        find: DUPLICATE,
        replace: `  AC081: { class: 'REFUSED', failureCode: 'BANK_REFUSED',\n`,
      },
      anyRefusal(),
    ],
  },
  {
    ...{ id: 16, title: 'compensation error swallowed', isCaughtInCi: false },
    changes: [
      {
        file: 'src/domain/next-step-conclude.ts',
        find: 'return movement.owed ? afterOwedRefusal(movement, story, moment) : concludePayment(verdict);',
        replace: 'return concludePayment(verdict);',
      },
    ],
  },
  {
    ...{ id: 17, title: 'amount through floating point', isCaughtInCi: false },
    changes: [
      {
        file: 'src/adapters/nh-bank/wire.ts',
        find: `  debit: (call: Call<'debit'>): Body => ({
    FinAcno: call.finAcno,
    Tram: String(call.amount),`,
        replace: `  debit: (call: Call<'debit'>): Body => ({
    FinAcno: call.finAcno,
    Tram: String(Math.trunc((call.amount / 100) * 100)),`,
      },
    ],
  },
  {
    ...{ id: 19, title: 'Tsymd minted anew on a re-send after midnight', isCaughtInCi: true },
    changes: [
      {
        file: NEXT_STEP,
        find: '  if (due >= lastMoment) return null;\n',
        replace: '  if (due >= (movement.decisionDeadline ?? Infinity)) return null;\n',
      },
      {
        file: 'src/adapters/mysql/movements.ts',
        find: `kind: 'SEND', callPair: transfer.pair });`,
        replace: `kind: 'SEND', callPair: { ...transfer.pair, tsymd: mintPair(now, 0).tsymd } });`,
      },
      {
        file: 'activities/bank.ts',
        find: 'return leased && sameDay && (deadline === null || now < deadline);',
        replace: 'return leased && (deadline === null || now < deadline);',
      },
    ],
  },
  {
    ...{ id: 20, title: 'AC081 = DONE without a check', isCaughtInCi: false },
    changes: [
      {
        file: 'src/adapters/nh-bank/classify.ts',
        find: `  const verdict = verdictOf(code, asked.request.header.ApiNm, rules.config);
  if`,
        replace: `  const verdict = verdictOf(code, asked.request.header.ApiNm, rules.config);
  if (code === 'AC081') return { class: 'SUCCEEDED', value: rules.read(body, '00000') as T, ...words };
  if`,
      },
    ],
  },
  {
    ...{ id: 22, title: 'no lease check before the write', isCaughtInCi: true },
    changes: [
      {
        file: 'activities/bank.ts',
        find: 'const leased = performance.now() - startedAt < leaseMs && now < claim.leaseUntil;',
        replace: 'const leased = startedAt < Infinity && leaseMs > 0;',
      },
    ],
  },
];

/** A refusal counts from the only send of a pair; the careless hand takes it from any. */
function anyRefusal(): Bug['changes'][number] {
  return {
    file: 'src/domain/movement-story.ts',
    find: 'const only = story.sends.length === 1 ? story.sends[0] : undefined;',
    replace: `const only = story.sends.find((one) => one.outcome?.class === 'REFUSED');`,
  };
}
