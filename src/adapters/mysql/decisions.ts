import { permittedDecisions, type DecisionKind } from '../../domain/decision';
import { OnjeonError, type ErrorFacts } from '../../domain/errors';
import { lookAtSubject, type DecisionAbout, type DecisionDeps } from './decision-subjects';
import { toDate, toInstant } from './mappers';
import type { DecisionRow } from './models/deciding';
import type { Decided, Decision, DecisionBook, DecisionEvidence } from './ops-types';
import { findRow, insertRow, lockRow, updateRows } from './rows';
import type { Reader, SqlValues, Tx } from './unit';

/** What is decided about moves while it is looked at; whoever is beaten this often reads again himself. */
const MOST_LOOKS = 5;

/** `<milliseconds>.<decision id>` */
const POSITION = /^(\d{1,15})\.(dcs_[0-9A-Z]{26})$/;

/**
 * Decisions of operators. A decision is proposed by one and approved by another; what it speaks of is looked at, locked and
 * compared before each of the two steps, so that nothing is decided about a state nobody has seen.
 */
export function createDecisionBook(deps: DecisionDeps): DecisionBook {
  const { units } = deps;
  return {
    propose: (wish) => propose(deps, wish),
    approve: (wish) => approve(deps, wish),
    reject: (wish) => reject(deps, wish),
    byId: (decisionId) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.decisions, { decision_id: decisionId });
        return row && toDecision(row);
      }),
    list: (query) => units.read((db) => list(db, query)),
  };
}

type Wish = Parameters<DecisionBook['propose']>[0];
type Step = Parameters<DecisionBook['approve']>[0];

async function propose(deps: DecisionDeps, wish: Wish): Promise<readonly Decided[]> {
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const abouts: DecisionAbout[] = [];
    for (const { subjectId, pointer } of wish.subjects) {
      const about = await naming(pointer, () => lookAtSubject(deps, subjectId));
      if (!permits(about, wish.decision)) throw conflict('NOTHING_FITS', pointer);
      abouts.push(about);
    }
    const stored = await deps.units.unit((tx) => store(tx, deps, { wish, abouts }));
    if (stored) return stored;
  }
  throw conflict('MOVED');
}

/** Null: one of them has moved since it was looked at. */
async function store(
  tx: Tx,
  deps: DecisionDeps,
  { wish, abouts }: { wish: Wish; abouts: readonly DecisionAbout[] },
): Promise<readonly Decided[] | null> {
  // In one order for everybody, so that two of these never wait for each other.
  for (const about of [...abouts].sort((a, b) => (a.lockOrder < b.lockOrder ? -1 : 1))) {
    if ((await about.lock(tx)) !== about.stamp) return null;
  }
  const made: Decided[] = [];
  for (const [index, about] of abouts.entries()) {
    const where = { open_slot: about.subjectId };
    const isOpen = (await findRow(tx, tx.models.decisions, where)) !== null;
    if (isOpen) throw conflict('ONE_IS_OPEN', wish.subjects[index]?.pointer);
    made.push(await storeOne(tx, deps, { wish, about }));
  }
  return made;
}

async function storeOne(
  tx: Tx,
  { ids, clock }: DecisionDeps,
  { wish, about }: { wish: Wish; about: DecisionAbout },
): Promise<Decided> {
  const at = clock.now();
  // Asking moves no money, so it needs no second pair of eyes.
  const atOnce = wish.decision === 'ASK_AGAIN';
  const row: DecisionRow = {
    decision_id: ids.id('decision'),
    subject_id: about.subjectId,
    transfer_id: about.transferId,
    decision: wish.decision,
    state: atOnce ? 'APPROVED' : 'PROPOSED',
    reason: wish.reason,
    evidence_kind: wish.evidence?.kind ?? null,
    evidence_reference: wish.evidence?.reference ?? null,
    proposed_by: wish.operatorId,
    proposed_at: toDate(at),
    decided_by: atOnce ? wish.operatorId : null,
    decided_at: atOnce ? toDate(at) : null,
    open_slot: atOnce ? null : about.subjectId,
  };
  await insertRow(tx, tx.models.decisions, row);
  const decision = toDecision(row);
  const run = atOnce ? await about.takeUp(tx, { decision, actor: wish.operatorId, at }) : null;
  return { decision, run };
}

async function approve(deps: DecisionDeps, step: Step): Promise<Decided> {
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const known = await findDecision(deps, step);
    const about = await lookAtSubject(deps, known.subject_id);
    const done = await deps.units.unit((tx) => approveLocked(tx, deps, { step, about }));
    if (done) return done;
  }
  throw conflict('MOVED');
}

/** Null: the subject has moved since it was looked at. */
async function approveLocked(
  tx: Tx,
  { clock }: DecisionDeps,
  { step, about }: { step: Step; about: DecisionAbout },
): Promise<Decided | null> {
  const stamp = await about.lock(tx);
  const row = await lockDecision(tx, step);
  if (row.state === 'APPROVED') return { decision: toDecision(row), run: about.run };
  if (row.state !== 'PROPOSED') throw conflict('DECIDED');
  if (stamp !== about.stamp) return null;
  const isSamePair = row.transfer_id === about.transferId;
  if (!isSamePair || !permits(about, row.decision as DecisionKind)) throw conflict('MOVED');
  const at = clock.now();
  const decision = toDecision(await decide(tx, row, { state: 'APPROVED', step, at }));
  return { decision, run: await about.takeUp(tx, { decision, actor: step.operatorId, at }) };
}

async function reject(deps: DecisionDeps, step: Step): Promise<Decision> {
  return deps.units.unit(async (tx) => {
    const row = await lockDecision(tx, step);
    if (row.state === 'REJECTED') return toDecision(row);
    if (row.state !== 'PROPOSED') throw conflict('DECIDED');
    const at = deps.clock.now();
    return toDecision(await decide(tx, row, { state: 'REJECTED', step, at }));
  });
}

async function findDecision(deps: DecisionDeps, { decisionId }: Step): Promise<DecisionRow> {
  const where = { decision_id: decisionId };
  const row = await deps.units.read((db) => findRow(db, db.models.decisions, where));
  if (!row) throw new OnjeonError('NOT_FOUND');
  return row;
}

/** The decision, locked; one's own is nobody's to approve or reject but another operator's. */
async function lockDecision(tx: Tx, { decisionId, operatorId }: Step): Promise<DecisionRow> {
  const row = await lockRow(tx, tx.models.decisions, { decision_id: decisionId });
  if (!row) throw new OnjeonError('NOT_FOUND');
  if (row.proposed_by === operatorId && row.decided_by !== operatorId) {
    throw new OnjeonError('SECOND_OPERATOR_REQUIRED');
  }
  return row;
}

async function decide(
  tx: Tx,
  row: DecisionRow,
  { state, step, at }: { state: Decision['state']; step: Step; at: number },
): Promise<DecisionRow> {
  const set = { state, decided_by: step.operatorId, decided_at: toDate(at), open_slot: null };
  const where = { decision_id: row.decision_id };
  await updateRows(tx, tx.models.decisions, { where, set });
  return { ...row, ...set };
}

function permits({ undecided }: DecisionAbout, decision: DecisionKind): boolean {
  return undecided !== null && permittedDecisions(undecided).includes(decision);
}

async function naming<T>(pointer: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OnjeonError) || error.kind !== 'refused') throw error;
    throw new OnjeonError(error.code, {
      ...error.facts,
      errors: [{ pointer, code: 'NOT_ALLOWED' }],
    });
  }
}

const CONFLICTS = {
  NOTHING_FITS: {
    ko: '결정을 기다리고 있지 않거나, 이 결정을 할 수 없는 상태입니다.',
    en: 'It waits for no decision, or not for this one.',
  },
  ONE_IS_OPEN: {
    ko: '승인을 기다리는 다른 결정이 있습니다.',
    en: 'Another decision about it waits for approval.',
  },
  DECIDED: { ko: '이미 결정되었습니다.', en: 'It has been decided already.' },
  MOVED: {
    ko: '결정하려는 상태가 그 사이에 변경되었습니다.',
    en: 'What was to be decided has changed meanwhile.',
  },
} as const satisfies Record<string, NonNullable<ErrorFacts['detail']>>;

function conflict(why: keyof typeof CONFLICTS, pointer?: string): OnjeonError {
  return new OnjeonError('STATE_CONFLICT', {
    detail: CONFLICTS[why],
    ...(pointer === undefined ? {} : { errors: [{ pointer, code: 'NOT_ALLOWED' }] }),
  });
}

async function list(
  db: Reader,
  { subjectId, state, after, limit }: Parameters<DecisionBook['list']>[0],
): ReturnType<DecisionBook['list']> {
  const [, ms, id] = after === null ? [] : (POSITION.exec(after) ?? []);
  if (after !== null && id === undefined) throw new OnjeonError('INVALID_CURSOR');
  const conditions = [
    ...(subjectId === null ? [] : ['subject_id = :subjectId']),
    ...(state === null ? [] : ['state = :state']),
    ...(id === undefined ? [] : ['(proposed_at, decision_id) < (:at, :id)']),
  ];
  const at = toDate(Number(ms ?? 0));
  const values: SqlValues = { subjectId, state, at, id: id ?? null, limit: limit + 1 };
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const found = await db.rows<DecisionRow>(
    `SELECT * FROM decisions ${where} ORDER BY proposed_at DESC, decision_id DESC LIMIT :limit`,
    values,
  );
  const items = found.slice(0, limit).map(toDecision);
  const last = items.at(-1);
  const more = found.length > limit && last;
  return { items, next: more ? `${last.proposedAt}.${last.decisionId}` : null };
}

function toDecision(row: DecisionRow): Decision {
  const { evidence_kind: kind, evidence_reference: reference } = row;
  return {
    decisionId: row.decision_id,
    subjectId: row.subject_id,
    decision: row.decision as DecisionKind,
    state: row.state as Decision['state'],
    reason: row.reason,
    evidence:
      kind === null ? null : { kind: kind as DecisionEvidence['kind'], reference: reference ?? '' },
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.getTime(),
    decidedBy: row.decided_by,
    decidedAt: toInstant(row.decided_at),
  };
}
