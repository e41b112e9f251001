import type { Clock } from '../../domain/clock';
import type { BookParts } from './book-parts';
import { connect } from './connection';
import { createFieldCrypto, type FieldKey } from './field-crypto';
import { memberNamePlace, toDate } from './mappers';
import { defineModels } from './models';
import { emailKey } from './people-book';
import { findRow, insertNumbered, insertRow } from './rows';
import { createUnits, type Tx } from './unit';

/** Who is there after `npm start`. Invented people; never in production. */
export const DEMO = {
  /** Of all members and staff. */
  password: 'onjeon-demo-1!',
  /** Of both partners. */
  partnerSecret: 'onjeon-demo-partner-secret',
  members: [
    { memberId: 'mbr_01JDEM0MEMBER0000000000001', email: 'haneul@example.com', name: '김하늘' },
    { memberId: 'mbr_01JDEM0MEMBER0000000000002', email: 'bada@example.com', name: '이바다' },
    { memberId: 'mbr_01JDEM0MEMBER0000000000003', email: 'gureum@example.com', name: '박구름' },
  ],
  staff: [
    { staffId: 'stf_01JDEM0STAFF00000000000001', email: 'cs@example.com', role: 'cs' },
    { staffId: 'stf_01JDEM0STAFF00000000000002', email: 'operator1@example.com', role: 'operator' },
    { staffId: 'stf_01JDEM0STAFF00000000000003', email: 'operator2@example.com', role: 'operator' },
  ],
  partners: [
    { partnerId: 'prt_01JDEM0SH0P000000000000001', name: '온전상점' },
    { partnerId: 'prt_01JDEM0SH0P000000000000002', name: '이웃상점' },
  ],
} as const;

const ALL_SCOPES =
  'payments:read refunds:read refunds:write orders:write events:read webhooks:write';

interface SeedDeps {
  readonly url: string;
  readonly fieldKeys: readonly FieldKey[];
  readonly hashKey: Uint8Array;
  readonly clock: Clock;
  /** argon2id, handed in: the book does not know how passwords are hashed. */
  readonly hashSecret: (plain: string) => Promise<string>;
}

/**
 * Plants the demo people where they are missing. May be repeated; changes nothing that is there.
 */
export async function seedDemo(deps: SeedDeps): Promise<void> {
  const sequelize = connect({ url: deps.url, poolSize: 1 });
  try {
    const models = defineModels(sequelize);
    const { unit } = createUnits({ sequelize, models, random: () => 0.5 });
    const crypto = createFieldCrypto(deps);
    const passwordHash = await deps.hashSecret(DEMO.password);
    const secretHash = await deps.hashSecret(DEMO.partnerSecret);
    const at = toDate(deps.clock.now());
    await unit(async (tx) => {
      await plantMembers(tx, { crypto, passwordHash, at });
      await plantStaff(tx, { passwordHash, at });
      await plantPartners(tx, { secretHash, at });
    });
  } finally {
    await sequelize.close();
  }
}

async function plantMembers(
  tx: Tx,
  { crypto, passwordHash, at }: Pick<BookParts, 'crypto'> & { passwordHash: string; at: Date },
): Promise<void> {
  for (const { memberId, email, name } of DEMO.members) {
    if (await findRow(tx, tx.models.members, { email_key: emailKey(email) })) continue;
    await insertRow(tx, tx.models.members, {
      member_id: memberId,
      email,
      email_key: emailKey(email),
      name_encrypted: crypto.encrypt(name, memberNamePlace({ member_id: memberId })),
      password_hash: passwordHash,
      created_at: at,
    });
  }
}

async function plantStaff(
  tx: Tx,
  { passwordHash, at }: { passwordHash: string; at: Date },
): Promise<void> {
  for (const { staffId, email, role } of DEMO.staff) {
    if (await findRow(tx, tx.models.staff, { staff_id: staffId })) continue;
    await insertRow(tx, tx.models.staff, {
      staff_id: staffId,
      email,
      email_key: emailKey(email),
      role,
      password_hash: passwordHash,
      created_at: at,
    });
  }
}

async function plantPartners(
  tx: Tx,
  { secretHash, at }: { secretHash: string; at: Date },
): Promise<void> {
  for (const { partnerId, name } of DEMO.partners) {
    if (await findRow(tx, tx.models.partners, { partner_id: partnerId })) continue;
    await insertRow(tx, tx.models.partners, {
      partner_id: partnerId,
      name,
      passbook_name: name,
      member_refunds: 1,
      scopes: ALL_SCOPES,
      channels: 'RABBITMQ',
      status: 'ACTIVE',
      created_at: at,
    });
    await insertNumbered(tx, tx.models.partnerSecrets, {
      partner_id: partnerId,
      secret_hash: secretHash,
      created_at: at,
      expires_at: null,
    });
  }
}
