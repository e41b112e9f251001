import { z } from 'zod';
import { statusDetailAnswer } from './common';
import { bankWordsAnswer } from './staff';
import { moment } from './text';

const stepFields = {
  at: moment,
  title: z.string().meta({ description: 'One plain sentence' }),
  detail: z.string().nullable().meta({
    description: 'Why, what it proves, or the type of an event; never switch on it',
  }),
};

const staffFields = {
  actor: z.string().nullable(),
  bank: bankWordsAnswer,
  durationMs: z.number().nullable(),
  links: z.strictObject({
    subject: z.string().nullable().meta({ description: 'Null for a case of reconciliation' }),
  }),
};

const move = { from: z.string().nullable(), to: z.string(), statusDetail: statusDetailAnswer };
const otherKinds = z.enum(['BANK_EXCHANGE', 'EVENT', 'DECISION', 'ALERT']);
const summary = z.string().meta({
  description: 'The whole story in one line',
  examples: ['16:31 농협 응답 없음 → 16:34 결과 확인: 출금됨 → 완료'],
});

/** What happened to a payment, for member and partner. */
export const timelineAnswer = z
  .strictObject({
    summary,
    steps: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...stepFields, kind: z.literal('STATE'), ...move }),
        z.strictObject({ ...stepFields, kind: otherKinds }),
      ]),
    ),
  })
  .meta({ id: 'Timeline' });

/** What happened to a payment, for customer service: with the bank's words and what to tell the customer. */
export const staffTimelineAnswer = z
  .strictObject({
    summary,
    customerText: z.string().meta({ description: 'May be read out to the customer as it is' }),
    steps: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...stepFields, kind: z.literal('STATE'), ...staffFields, ...move }),
        z.strictObject({ ...stepFields, kind: otherKinds, ...staffFields }),
      ]),
    ),
  })
  .meta({ id: 'StaffTimeline' });
