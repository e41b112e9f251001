import { z } from 'zod';
import { FINDING_KINDS } from '../../domain/reconcile-types';
import { pageAnswer, pageQuery } from './common';
import { id, moment, wonAmount } from './text';

/** A Korean day as people write it. */
const day = z.iso.date().meta({ description: 'A Korean day', examples: ['2026-11-22'] });

/** Which day to compare. */
export const reconciliationBody = z
  .strictObject({ day: day.meta({ description: 'A Korean day, today at the latest' }) })
  .meta({ id: 'NewReconciliation' });

/** The path of one reconciliation. */
export const reconciliationParams = z.strictObject({ reconciliationId: id('reconciliation') });

/** The query of the list. */
export const reconciliationsQuery = z.strictObject(pageQuery);

const findingAnswer = z
  .strictObject({
    kind: z.enum(FINDING_KINDS),
    transfer: z
      .strictObject({
        kind: z.enum(['DEBIT', 'CREDIT']),
        tsymd: z.string().meta({ description: 'Send date at NH, `YYYYMMDD`' }),
        isTuno: z.string().meta({ description: 'With `tsymd` what NH knows the transfer by' }),
        amount: wonAmount,
        paymentId: id('payment'),
        refundId: id('refund').nullable(),
      })
      .nullable()
      .meta({ description: 'Our side; null where no transfer of ours has the reference' }),
    row: z
      .strictObject({
        day,
        time: z.string().meta({ description: '`HHMMSS` as the bank writes it' }),
        direction: z.enum(['IN', 'OUT']),
        amount: wonAmount,
        text: z.string().meta({ description: 'What stands in the passbook' }),
        bankNumber: z.string().meta({ description: "The bank's own number of the row" }),
      })
      .nullable()
      .meta({ description: "The bank's side; null where it has no row" }),
    caseId: id('workItem').nullable().meta({ description: 'Null while the reconciliation runs' }),
  })
  .meta({ id: 'Finding' });

const stateFields = {
  reconciliationId: id('reconciliation'),
  day,
  state: z.enum(['RUNNING', 'DONE', 'FAILED']),
  requestedBy: z.string().meta({ description: 'Who of the staff, or `schedule`' }),
  startedAt: moment,
  endedAt: moment.nullable(),
  accounts: z.int().min(0).meta({ description: 'Accounts whose statement was read' }),
  bankRows: z.int().min(0).meta({ description: 'Rows these statements had' }),
  matched: z.int().min(0).meta({ description: 'Transfers of the day the bank has as we do' }),
  failure: z.string().nullable().meta({ description: 'Why it FAILED' }),
};

/** A reconciliation as it stands. */
export const reconciliationAnswer = z.strictObject(stateFields).meta({ id: 'Reconciliation' });

/** A reconciliation with what it found. */
export const reportAnswer = z
  .strictObject({ ...stateFields, findings: z.array(findingAnswer) })
  .meta({ id: 'ReconciliationReport' });

/** The list. */
export const reconciliationPage = pageAnswer(reconciliationAnswer, 'ReconciliationPage');
