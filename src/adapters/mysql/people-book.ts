import type { Member, Partner, Role } from '../../domain/records';
import type { BookParts } from './book-parts';
import { memberNamePlace, toDate } from './mappers';
import type { PartnerRow } from './models/people';
import { findRow, insertRow, updateRows } from './rows';
import { createSessionBook } from './session-book';
import type { PeopleBook } from './types';
import type { Tx, Units } from './unit';

/** Members, staff, partners: who they are, how they prove it, and their sessions. */
export function createPeopleBook(parts: Pick<BookParts, 'units' | 'crypto'>): PeopleBook {
  const { units, crypto } = parts;
  return {
    ...createSessionBook(parts),
    ...passwords(units),
    ...partnerReads(units),

    signUp: (member) =>
      units.unit(async (tx) => {
        if (await isTaken(tx, member.email)) return false;
        await insertRow(tx, tx.models.members, {
          member_id: member.memberId,
          email: member.email,
          email_key: emailKey(member.email),
          name_encrypted: crypto.encrypt(
            member.name,
            memberNamePlace({ member_id: member.memberId }),
          ),
          password_hash: member.passwordHash,
          created_at: toDate(member.createdAt),
        });
        return true;
      }),

    credentialsByEmail: (email) =>
      units.read(async (db) => {
        const where = { email_key: emailKey(email) };
        const member = await findRow(db, db.models.members, where);
        if (member) {
          const { member_id: subjectId, password_hash: passwordHash } = member;
          return { subjectId, role: 'member', passwordHash };
        }
        const staff = await findRow(db, db.models.staff, where);
        if (!staff) return null;
        const { staff_id: subjectId, password_hash: passwordHash } = staff;
        return { subjectId, role: staff.role as Role, passwordHash };
      }),

    memberById: (memberId) =>
      units.read(async (db): Promise<Member | null> => {
        const row = await findRow(db, db.models.members, { member_id: memberId });
        if (!row) return null;
        const name = crypto.decrypt(row.name_encrypted, memberNamePlace(row));
        return { memberId, email: row.email, name, createdAt: row.created_at.getTime() };
      }),
  };
}

function passwords(units: Units): Pick<PeopleBook, 'passwordHash' | 'changePassword'> {
  return {
    passwordHash: (subjectId) =>
      units.read(async (db) => {
        const member = await findRow(db, db.models.members, { member_id: subjectId });
        if (member) return member.password_hash;
        const staff = await findRow(db, db.models.staff, { staff_id: subjectId });
        return staff?.password_hash ?? null;
      }),

    changePassword: ({ subjectId, passwordHash, at }) =>
      units.unit(async (tx) => {
        const set = { password_hash: passwordHash };
        const { members, staff, sessions } = tx.models;
        const changed =
          (await updateRows(tx, members, { where: { member_id: subjectId }, set })) +
          (await updateRows(tx, staff, { where: { staff_id: subjectId }, set }));
        if (changed !== 1) throw new Error(`no one has the id ${subjectId}`);
        await updateRows(tx, sessions, {
          where: { subject_id: subjectId, ended_at: null },
          set: { ended_at: toDate(at), end_reason: 'PASSWORD_CHANGED' },
        });
      }),
  };
}

function partnerReads(units: Units): Pick<PeopleBook, 'partnerById' | 'partnerSecretHashes'> {
  return {
    partnerById: (partnerId) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.partners, { partner_id: partnerId });
        return row && toPartner(row);
      }),

    partnerSecretHashes: (partnerId, at) =>
      units.read(async (db) => {
        const rows = await db.rows<{ secret_hash: string }>(
          `SELECT s.secret_hash FROM partner_secrets s JOIN partners p USING (partner_id)
           WHERE s.partner_id = :partnerId AND p.status = 'ACTIVE'
             AND (s.expires_at IS NULL OR s.expires_at > :at)
           ORDER BY s.secret_id DESC`,
          { partnerId, at: toDate(at) },
        );
        return rows.map((row) => row.secret_hash);
      }),
  };
}

/** An e-mail as it is compared: one spelling for composed and decomposed letters, case aside. */
export function emailKey(email: string): string {
  return email.normalize('NFC').toLowerCase();
}

/** A partner as the domain knows it. */
export function toPartner(row: PartnerRow): Partner {
  return {
    partnerId: row.partner_id,
    name: row.name,
    passbookName: row.passbook_name,
    memberRefunds: Boolean(row.member_refunds),
    scopes: words(row.scopes),
    channels: words(row.channels),
    status: row.status as Partner['status'],
    createdAt: row.created_at.getTime(),
  };
}

/** Members and staff sign in by the same form, so an address belongs to one of them only. */
async function isTaken(tx: Tx, email: string): Promise<boolean> {
  const where = { email_key: emailKey(email) };
  const { members, staff } = tx.models;
  return Boolean((await findRow(tx, members, where)) ?? (await findRow(tx, staff, where)));
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
