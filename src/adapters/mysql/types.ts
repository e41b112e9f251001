import type { Instant } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { BankCode, Member, Partner, Payment, Refund, Role } from '../../domain/records';
import type { PaymentStatus } from '../../domain/states';
import type { AgesBook } from './ages-book';
import type { AccountBook, PaymentBook, RefundBook } from './api-books';
import type { BalanceBook } from './balances';
import type { CsBook } from './cs-types';
import type { MovementBook, OpeningBook, SettlementBook } from './movement-types';
import type { OpsBooks } from './ops-types';

export type { TimelineStep, TransferFile } from './timeline-types';

/**
 * The idempotency of one request: bound in the transaction that creates the resource, kept as long
 * as it.
 */
export interface KeyedRequest {
  /** Member or partner id. */
  readonly callerId: string;
  /** Method and route template: `POST /v1/payments`. */
  readonly route: string;
  readonly key: string;
  /** Keyed hash of the canonical checked body, path ids included. */
  readonly fingerprint: string;
}

/** What acceptance answers: the resource as it is now, and whether this key had made it before. */
export interface Accepted<T> {
  readonly resource: T;
  readonly replayed: boolean;
}

/**
 * A wished-for payment, already checked for form. Refused with an OnjeonError of the API's codes.
 */
export interface PaymentOrder {
  readonly request: KeyedRequest;
  readonly memberId: string;
  readonly accountId: string;
  readonly partnerId: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly amount: Won;
  /** Null: the partner's passbook name. */
  readonly bankMemo: string | null;
  readonly decisionSeconds: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly testCode: string | null;
  readonly traceparent: string | null;
}

/** A wished-for refund or cancel of a finished payment. */
export interface RefundOrder {
  readonly request: KeyedRequest;
  readonly paymentId: string;
  /** Whose payment it must be, else NOT_FOUND_PAYMENT. */
  readonly caller: { readonly role: 'member' | 'partner'; readonly id: string };
  /** Null: all that is left. */
  readonly amount: Won | null;
  readonly reason: string;
  readonly testCode: string | null;
}

/** A wished-for account opening. */
export interface AccountOrder {
  readonly request: KeyedRequest;
  readonly memberId: string;
  readonly bankCode: BankCode;
  /** Digits only. */
  readonly accountNumber: string;
  /** `YYYYMMDD` */
  readonly birthDate: string;
  readonly nickname: string | null;
  readonly testCode: string | null;
}

/** A payment with all its refunds, oldest first. */
export interface PaymentFile {
  readonly payment: Payment;
  readonly refunds: readonly Refund[];
}

/** A refund with its payment and all refunds of that. */
export interface RefundFile extends PaymentFile {
  readonly refund: Refund;
}

/** Whose things may be seen: a member's or partner's own; staff see all. Others are "not there". */
export interface Viewer {
  readonly role: Role;
  readonly id: string;
}

/** A page of a list, newest first. `position` is where the next page begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Sort key of the last item, if there are more. */
  readonly next: string | null;
}

/** A session row as the token check needs it. */
export interface Session {
  readonly sessionId: string;
  readonly subjectId: string;
  readonly role: Role;
  readonly endedAt: Instant | null;
  readonly expiresAt: Instant;
}

/** Credentials and sessions of members, staff and partners. */
export interface PeopleBook {
  /** False if the address was taken; the caller answers the same either way. */
  signUp(member: Member & { readonly passwordHash: string }): Promise<boolean>;
  /** Looks the e-mail up without regard to case, in members and staff. */
  credentialsByEmail(email: string): Promise<{
    readonly subjectId: string;
    readonly role: Role;
    readonly passwordHash: string;
  } | null>;
  memberById(memberId: string): Promise<Member | null>;
  partnerById(partnerId: string): Promise<Partner | null>;
  /** argon2id hashes of the partner's valid secrets (two while rotating) at that moment. */
  partnerSecretHashes(partnerId: string, at: Instant): Promise<readonly string[]>;
  passwordHash(subjectId: string): Promise<string | null>;
  /** Stores the new hash and ends all sessions of the subject. */
  changePassword(change: { subjectId: string; passwordHash: string; at: Instant }): Promise<void>;
  openSession(session: {
    sessionId: string;
    subjectId: string;
    role: Role;
    refreshHash: string | null;
    refreshExpiresAt: Instant | null;
    expiresAt: Instant;
    at: Instant;
  }): Promise<void>;
  session(sessionId: string): Promise<Session | null>;
  /**
   * Spends a refresh token and stores the next one, in one transaction. `REUSED` ends the session.
   * Unknown, expired or of an ended session: `UNKNOWN`.
   */
  rotateRefresh(rotation: {
    oldHash: string;
    newHash: string;
    newExpiresAt: Instant;
    at: Instant;
  }): Promise<
    | { readonly kind: 'ROTATED'; readonly session: Session; readonly refreshExpiresAt: Instant }
    | { readonly kind: 'REUSED' | 'UNKNOWN' }
  >;
  endSession(end: { sessionId: string; at: Instant; reason: string }): Promise<void>;
}

/** What the API needs from the book; activities use more (`Book`). */
export interface ApiBook extends OpsBooks {
  readonly people: PeopleBook;
  readonly accounts: AccountBook;
  readonly payments: PaymentBook;
  readonly refunds: RefundBook;
  readonly cs: CsBook;
  /**
   * Id of what this key made before, or null; IDEMPOTENCY_KEY_REUSED if that was for another
   * fingerprint. Reads only.
   */
  findKeyed(request: KeyedRequest): Promise<string | null>;
  /** Resolves if the primary answers, rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** One event waiting to be told. `body` are its bytes for ever. */
export interface StoredEvent {
  readonly eventId: string;
  /** Null until the relay has given it. */
  readonly position: number | null;
  readonly type: string;
  readonly sequence: number;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly accountId: string | null;
  readonly memberId: string;
  readonly partnerId: string | null;
  readonly body: string;
  readonly createdAt: Instant;
  /** When the broker confirmed it; null before, and for ever for events that do not go there. */
  readonly publishedAt: Instant | null;
}

/** The relay's side of the events table. */
export interface EventBook {
  /**
   * Takes or renews the relay's lease; false if another holds it. The clock is the database's own.
   */
  holdLease(lease: { name: string; owner: string; seconds: number }): Promise<boolean>;
  releaseLease(lease: { name: string; owner: string }): Promise<void>;
  /**
   * Gives the next positions to events without one, in the order of their commit as far as known;
   * answers how many. Only with the lease.
   */
  assignPositions(lease: { name: string; owner: string; limit: number }): Promise<number>;
  /**
   * Partners that take their events from a queue (channel RABBITMQ); the publisher declares theirs.
   */
  partnersWithQueue(): Promise<readonly string[]>;
  /**
   * Positioned events of partners with a queue that are not yet published, in the order of their
   * positions. `exceptPartners` are waiting for another try: a full queue of one must not hide the
   * events of all others.
   */
  unpublished(query: {
    limit: number;
    exceptPartners: readonly string[];
  }): Promise<readonly StoredEvent[]>;
  markPublished(eventIds: readonly string[], at: Instant): Promise<void>;
  /** Events behind a named reader's cursor, oldest first. */
  after(query: { position: number; limit: number }): Promise<readonly StoredEvent[]>;
  cursor(reader: string): Promise<number>;
  /** Sets it, forwards or back. */
  moveCursor(move: { reader: string; position: number }): Promise<void>;
  countUnpublished(): Promise<number>;
}

/** An open row that is overdue: never started, or lost. */
export interface OverdueRow {
  readonly kind: 'payment' | 'refund' | 'account';
  readonly id: string;
  readonly partnerId: string | null;
  readonly amount: Won | null;
  /** How long ago it was due. */
  readonly overdueMs: number;
}

/** What sweep, metrics and alarms ask. */
export interface WatchBook {
  /** Open rows whose `next_action_at` has passed, oldest first. */
  overdue(query: { now: Instant; limit: number }): Promise<readonly OverdueRow[]>;
  /** Number of payments by status (open ones by detail too). */
  countPayments(): Promise<
    readonly { status: PaymentStatus; statusDetail: string | null; count: number }[]
  >;
  /** When the oldest open payment was requested, or null. */
  oldestOpenPayment(): Promise<Instant | null>;
}

/** Numbers handed out in blocks. */
export interface SequenceBook {
  /** Never the same twice, in any process; with gaps. */
  nextSequence(): Promise<number>;
}

/** The whole book, as the worker uses it. */
export interface Book extends ApiBook {
  readonly events: EventBook;
  readonly watch: WatchBook;
  readonly ages: AgesBook;
  readonly sequences: SequenceBook;
  readonly movements: MovementBook;
  readonly openings: OpeningBook;
  readonly settlements: SettlementBook;
  readonly balances: BalanceBook;
  /**
   * A sentence per setting of the server that could cost money; to be logged as warnings at start.
   */
  checkServer(): Promise<readonly string[]>;
}
