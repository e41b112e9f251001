import type { Logger } from '../../log';
import type { Link } from './link';
import { declareTopology, type TopologyError } from './topology';

/** A queue that somebody deleted is declared again, but no more often than this. */
const AGAIN_AFTER_MS = 5_000;

/** What has been declared on the present link. */
export interface Stage {
  /** Declares what is missing for these partners and all others with a queue; answers what the broker has otherwise. */
  set(link: Link, partnerIds: readonly string[]): Promise<readonly TopologyError[]>;
  /** An event of this link found no queue: look again before the next batch. */
  doubt(): void;
}

/** Keeps exchanges and queues declared: on every new link, for new partners, and after an event found no queue. */
export function createStage(deps: {
  partnersWithQueue: () => Promise<readonly string[]>;
  log: Logger;
}): Stage {
  let declaredOn: Link | null = null;
  let declared = new Set<string>();
  let mismatches: readonly TopologyError[] = [];
  let doubtful = false;
  let lookedAt = 0;

  function isSet(link: Link, partnerIds: readonly string[]): boolean {
    if (declaredOn !== link) return false;
    if (!doubtful && partnerIds.every((partnerId) => declared.has(partnerId))) return true;
    return performance.now() - lookedAt < AGAIN_AFTER_MS;
  }

  return {
    async set(link, partnerIds) {
      if (isSet(link, partnerIds)) return mismatches;
      lookedAt = performance.now();
      doubtful = false;
      const partners = await deps.partnersWithQueue();
      mismatches = await declareTopology(link.connection, partners);
      mismatches.forEach(({ message }) => deps.log.error({ reason: message }, 'RabbitMQ differs'));
      declared = new Set(partners);
      declaredOn = link;
      return mismatches;
    },
    doubt() {
      doubtful = true;
    },
  };
}
