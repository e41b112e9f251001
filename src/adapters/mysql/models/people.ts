import type { Sequelize } from 'sequelize';
import { column, defineTable } from './columns';

export interface MemberRow {
  member_id: string;
  email: string;
  email_key: string;
  name_encrypted: string;
  password_hash: string;
  created_at: Date;
}

export interface StaffRow {
  staff_id: string;
  email: string;
  email_key: string;
  role: string;
  password_hash: string;
  created_at: Date;
}

export interface PartnerRow {
  partner_id: string;
  name: string;
  passbook_name: string;
  member_refunds: number;
  scopes: string;
  channels: string;
  status: string;
  created_at: Date;
}

interface NewPartnerSecretRow {
  partner_id: string;
  secret_hash: string;
  created_at: Date;
  expires_at: Date | null;
}

export interface PartnerSecretRow extends NewPartnerSecretRow {
  secret_id: number;
}

export interface SessionRow {
  session_id: string;
  subject_id: string;
  role: string;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  end_reason: string | null;
}

export interface RefreshTokenRow {
  token_hash: string;
  session_id: string;
  created_at: Date;
  expires_at: Date;
  spent_at: Date | null;
}

/** Members, staff, partners and their sessions. */
export function definePeople(sequelize: Sequelize) {
  const credentials = {
    email: column.text,
    email_key: column.text,
    password_hash: column.text,
    created_at: column.instant,
  };
  return {
    members: defineTable<MemberRow>(sequelize, 'members', {
      member_id: column.key,
      name_encrypted: column.text,
      ...credentials,
    }),
    staff: defineTable<StaffRow>(sequelize, 'staff', {
      staff_id: column.key,
      role: column.text,
      ...credentials,
    }),
    partners: defineTable<PartnerRow>(sequelize, 'partners', {
      partner_id: column.key,
      name: column.text,
      passbook_name: column.text,
      member_refunds: column.flag,
      scopes: column.text,
      channels: column.text,
      status: column.text,
      created_at: column.instant,
    }),
    partnerSecrets: defineTable<PartnerSecretRow, NewPartnerSecretRow>(
      sequelize,
      'partner_secrets',
      {
        secret_id: column.numberedKey,
        partner_id: column.text,
        secret_hash: column.text,
        created_at: column.instant,
        expires_at: column.instant,
      },
    ),
    sessions: defineTable<SessionRow>(sequelize, 'sessions', {
      session_id: column.key,
      subject_id: column.text,
      role: column.text,
      created_at: column.instant,
      expires_at: column.instant,
      ended_at: column.instant,
      end_reason: column.text,
    }),
    refreshTokens: defineTable<RefreshTokenRow>(sequelize, 'refresh_tokens', {
      token_hash: column.key,
      session_id: column.text,
      created_at: column.instant,
      expires_at: column.instant,
      spent_at: column.instant,
    }),
  };
}
