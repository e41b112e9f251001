/** Parts of the system that `/readyz` tells about. */
export const PARTS = ['mysql', 'temporal', 'redis', 'rabbitmq', 'bank'] as const;

/** One part of the system. */
export type Part = (typeof PARTS)[number];

/** Resolves if the part works. A part without a probe is not this process's to judge, and counts as ok. */
export type HealthProbes = Readonly<Partial<Record<Part, () => Promise<void>>>>;

/** How a part is doing. */
export type PartState = 'ok' | 'degraded';

/** Longer than a healthy part needs, shorter than a balancer waits. */
const PROBE_TIMEOUT_MS = 1000;

/** Whoever asks more often gets the same answer: the page is public and must not become a load on the stores. */
const REMEMBER_MS = 1000;

/** Asks all parts at once; each has a second. */
export function createHealthCheck(
  probes: HealthProbes,
): () => Promise<Readonly<Record<Part, PartState>>> {
  let last: { askedMs: number; answer: Promise<Record<Part, PartState>> } | null = null;
  return () => {
    const askedMs = performance.now();
    if (!last || askedMs - last.askedMs > REMEMBER_MS) last = { askedMs, answer: askAll(probes) };
    return last.answer;
  };
}

async function askAll(probes: HealthProbes): Promise<Record<Part, PartState>> {
  const states = await Promise.all(
    PARTS.map(async (part) => [part, await ask(probes[part])] as const),
  );
  return Object.fromEntries(states) as Record<Part, PartState>;
}

async function ask(probe: (() => Promise<void>) | undefined): Promise<PartState> {
  if (!probe) return 'ok';
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<PartState>((resolve) => {
    timer = setTimeout(() => resolve('degraded'), PROBE_TIMEOUT_MS);
  });
  const asked = probe().then(
    () => 'ok' as const,
    () => 'degraded' as const,
  );
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer));
}
