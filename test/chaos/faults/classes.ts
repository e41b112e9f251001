import type { Random } from '../random';
import type { Behaviour } from '../proxy/behaviours';
import { LINKS } from '../links';
import type { LinkName } from '../links';

/** Servers that a fault may kill. */
export type ServerName = 'mysql' | 'redis' | 'rabbitmq' | 'temporal';

/** One thing that goes wrong, fully drawn: nothing in it depends on when it happens. */
export type Fault =
  | { readonly do: 'kill-api' | 'kill-worker'; readonly seat: number; readonly downMs: number }
  | { readonly do: 'term-api' | 'term-worker'; readonly seat: number; readonly downMs: number }
  | { readonly do: 'freeze-api' | 'freeze-worker'; readonly seat: number; readonly ms: number }
  | { readonly do: 'kill-all-workers'; readonly downMs: number }
  | { readonly do: 'kill-server'; readonly server: ServerName; readonly downMs: number }
  | {
      readonly do: 'link';
      readonly link: LinkName;
      readonly behaviour: Behaviour;
      readonly ms: number;
    }
  | { readonly do: 'kill-connections' }
  | { readonly do: 'lock-rows'; readonly ms: number }
  | { readonly do: 'read-only'; readonly ms: number }
  | { readonly do: 'flush-redis' }
  | { readonly do: 'pause-redis'; readonly ms: number }
  | {
      readonly do: 'bank';
      readonly fault: 'closed' | 'error-before';
      readonly api: string | null;
      readonly ms: number;
    };

/** A class of faults: what a seed draws, and what a report counts. */
export const CLASSES = {
  'process-kill': (random) => ({
    do: random.pick(['kill-api', 'kill-worker']),
    ...{ seat: random.whole(0, 1), downMs: random.whole(100, 3_000) },
  }),
  'process-term': (random) => ({
    do: random.pick(['term-api', 'term-worker']),
    ...{ seat: random.whole(0, 1), downMs: random.whole(100, 1_000) },
  }),
  'process-freeze': (random) => ({
    do: random.pick(['freeze-api', 'freeze-worker']),
    ...{ seat: random.whole(0, 1), ms: random.whole(500, 8_000) },
  }),
  'all-workers': (random) => ({ do: 'kill-all-workers', downMs: random.whole(500, 3_000) }),
  'server-kill': (random) => ({
    ...{ do: 'kill-server', downMs: random.whole(200, 3_000) },
    server: random.pick(['mysql', 'redis', 'rabbitmq', 'temporal']),
  }),
  'link-latency': (random) => onLink(random, { kind: 'latency', ms: 60, jitterMs: 200 }),
  'link-down': (random) => onLink(random, { kind: 'down' }),
  'link-bandwidth': (random) => onLink(random, { kind: 'bandwidth', bytesPerSecond: 20_000 }),
  'link-slow-close': (random) => onLink(random, { kind: 'slow-close', ms: 2_000 }),
  'link-swallow': (random) => onLink(random, { kind: 'swallow' }),
  'link-reset': (random) => onLink(random, { kind: 'reset' }),
  'link-slicer': (random) => onLink(random, { kind: 'slicer', bytes: 200, pauseMs: 1 }),
  'link-cut': (random) => onLink(random, { kind: 'cut', afterBytes: random.whole(1, 2_000) }),
  'link-drop-answer': (random) => onLink(random, { kind: 'drop-answer', share: 0.3 }),
  'mysql-connections': () => ({ do: 'kill-connections' }),
  'mysql-lock': (random) => ({ do: 'lock-rows', ms: random.whole(3_500, 6_000) }),
  'mysql-read-only': (random) => ({ do: 'read-only', ms: random.whole(500, 5_000) }),
  'redis-flush': () => ({ do: 'flush-redis' }),
  'redis-pause': (random) => ({ do: 'pause-redis', ms: random.whole(500, 5_000) }),
  'bank-closed': (random) => ({
    ...{ do: 'bank', fault: 'closed', api: null, ms: random.whole(2_000, 8_000) },
  }),
  'bank-checks-down': (random) => ({
    ...{ do: 'bank', fault: 'error-before', ms: random.whole(2_000, 10_000) },
    api: random.pick(['CheckOnDrawingTransfer', 'CheckOnReceivedTransfer']),
  }),
  'bank-credits-down': (random) => ({
    ...{ do: 'bank', fault: 'closed', ms: random.whole(2_000, 8_000) },
    api: 'ReceivedTransferAccountNumber',
  }),
} as const satisfies Readonly<Record<string, (random: Random) => Fault>>;

export type ClassName = keyof typeof CLASSES;

export const CLASS_NAMES = Object.keys(CLASSES) as ClassName[];

/** Compressed time: an outage longer than half of the settling window would leave nothing to be learned from the window. */
function onLink(random: Random, behaviour: Behaviour): Fault {
  return { do: 'link', link: random.pick(LINKS), behaviour, ms: random.whole(200, 9_000) };
}

/** A fault in a few words, for logs and the report. */
export function describe(fault: Fault): string {
  const { do: what, ...rest } = fault;
  const words = Object.entries(rest).map(([key, value]) =>
    typeof value === 'object' ? JSON.stringify(value) : `${key}=${String(value)}`,
  );
  return [what, ...words].join(' ');
}
