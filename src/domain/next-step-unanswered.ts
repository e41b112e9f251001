import type { Instant } from './korean-time';
import type { Movement, TransferHistory } from './movement';
import type { Question } from './movement-story';

/** The movement with a question that is just being asked taken as unanswered; a send on its way stays as it is. */
export function withoutAnswer(movement: Movement, now: Instant): Movement {
  return changeNewest(movement, ({ exchanges, ...transfer }) => ({
    ...transfer,
    exchanges: exchanges.map((one) =>
      one.kind !== 'SEND' && one.outcome === null && now < one.leaseUntil
        ? { ...unanswered(one.kind, now), markedAt: one.markedAt }
        : one,
    ),
  }));
}

/** The movement once one more question got no answer. */
export function askedInVain(movement: Movement, kind: Question['kind'], now: Instant): Movement {
  return changeNewest(movement, (transfer) => ({
    ...transfer,
    exchanges: [...transfer.exchanges, unanswered(kind, now)],
  }));
}

function changeNewest(
  movement: Movement,
  change: (transfer: TransferHistory) => TransferHistory,
): Movement {
  const transfers = movement.transfers.map((one, index, all) =>
    index === all.length - 1 ? change(one) : one,
  );
  return { ...movement, transfers };
}

function unanswered(kind: Question['kind'], now: Instant): Question {
  const outcome = {
    finding: 'NOT_ANSWERED',
    code: null,
    message: null,
    httpStatus: null,
  } as const;
  return { kind, markedAt: now, leaseUntil: now, endedAt: now, outcome };
}
