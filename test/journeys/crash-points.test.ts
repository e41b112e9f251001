import { aCustomer } from '../support/customers';
import type { Border, CrashSubject, CrashWalk } from '../support/crash-walks';
import { walkOver } from '../support/crash-walks';
import { auditAtTheEnd, journey, setStage } from '../support/journey';

/**
 * The borders of the payment flow, of refunds, openings, net cancel, the sweep and an operator's decision. At each one a
 * process kills itself like a power cut, is started again, and then everything ends, money has moved as it should, once,
 * and the audit finds nothing.
 */
const ACCEPTANCE = ['A1', 'A2', 'A3', 'A4', 'A5'] as const;
const WORK = ['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8'] as const;
const TELLING = ['O1', 'O2', 'O3', 'O4'] as const;

const MEANING: Readonly<Record<Border['point'], string>> = {
  ...{ A1: 'request parsed', A2: 'acceptance written, not committed' },
  ...{ A3: 'accepted, run not started', A4: 'run started, outcome not read' },
  ...{ A5: 'outcome read, caller not answered', W1: 'activity begun' },
  ...{ W2: 'marked as sent, nothing sent', W3: 'request written, answer not read' },
  ...{ W4: 'answer read, not stored', W5: 'settlement written, not committed' },
  ...{ W6: 'settlement committed, activity not reported', W7: 'result check marked, not sent' },
  ...{ W8: 'result check answered, not stored', O1: 'event read, not published' },
  ...{ O2: 'published, confirm not read', O3: 'confirmed, not marked' },
  ...{ O4: 'marked, not reported', N1: 'deadline passed, nothing stored' },
  ...{ N2: 'told and stored', N3: 'debit proven, compensation not stored' },
  ...{ N4: 'compensation stored, not started', S1: 'overdue rows read' },
  ...{ S2: 'some started, not reported', D1: 'approval stored, run not told' },
  D2: 'run told, not answered',
};

const bordersOf = (subject: CrashSubject, ...points: readonly Border['point'][]): Border[] =>
  points.map((point) => ({ subject, point }));

/** An opening tells its member only, so nothing of it is published: it has no O borders. */
const ROTATING = [
  ...bordersOf('refund', ...ACCEPTANCE, ...WORK, ...TELLING),
  ...bordersOf('account', ...ACCEPTANCE, ...WORK),
];
const THIRDS = 3;
const DAY_MS = 86_400_000;
/** The same third all day: a failure can be repeated. `CRASH_POINTS` names another one, or `all`. */
const chosen = process.env['CRASH_POINTS'] ?? String(Math.floor(Date.now() / DAY_MS) % THIRDS);
const rotating = ROTATING.filter((_, i) => chosen === 'all' || i % THIRDS === Number(chosen));
process.stderr.write(`  crash points of refunds and openings: ${chosen} (CRASH_POINTS)\n`);

interface Lane {
  readonly borders: readonly Border[];
  readonly env?: Readonly<Record<string, string>>;
}

const third = (part: number): Border[] => rotating.filter((_, i) => i % THIRDS === part);
/** Systems side by side: most of the time a walk waits for a time-out of a process that is gone. */
const LANES: readonly Lane[] = [
  { borders: [...bordersOf('payment', 'O1', ...ACCEPTANCE, 'W1', 'O4'), ...third(0)] },
  { borders: [...bordersOf('payment', 'O2', 'W2', 'W3', 'W4', 'W5', 'W6'), ...third(1)] },
  { borders: [...bordersOf('payment', 'O3', 'W7', 'W8'), ...third(2)] },
  {
    borders: [
      ...bordersOf('net-cancel', 'N1', 'N2', 'N3', 'N4'),
      ...bordersOf('sweep', 'S1', 'S2'),
      ...bordersOf('decision', 'D1', 'D2'),
    ],
    // Above the silence of a net cancel, so that no person is needed there.
    env: { NH_DOUBT_LIMIT_SECONDS: '70' },
  },
];
const JOURNEY_MS = 900_000;

const stages = LANES.map(({ env }) => setStage(() => (env ? { env } : {})));
const walks = new Map<Border, CrashWalk>();
const FIRST_AMOUNT = 1_001;

beforeAll(() => {
  LANES.forEach(({ borders }, lane) => {
    const stage = stages[lane];
    if (!stage) throw new Error('each lane has a system');
    const { system } = stage();
    const customer = aCustomer(system, { balance: 1_000_000 });
    let before: Promise<unknown> = customer;
    borders.forEach((border, i) => {
      const walk = before.then(async () =>
        walkOver(border, { system, customer: await customer, amount: FIRST_AMOUNT + i }),
      );
      const died = walk.then((one) => one.died);
      const ended = walk.then((one) => one.ended);
      walks.set(border, { died, ended });
      before = died.catch(() => undefined);
      ended.catch(() => undefined); // its own test hears of it
    });
  });
}, 60_000);

LANES.forEach(({ borders }, lane) => {
  const stage = stages[lane];
  if (!stage) throw new Error('each lane has a system');
  for (const border of borders) {
    const { subject, point } = border;
    const name = `${subject} ${point}, ${MEANING[point]}: dies, comes back, and all is right`;
    journey(
      stage,
      name,
      async () => {
        const walk = walks.get(border);
        if (!walk) throw new Error('no walk');
        await walk.ended;
      },
      JOURNEY_MS,
    );
  }
  auditAtTheEnd(stage);
});
