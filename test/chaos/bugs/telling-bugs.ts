import type { Bug } from './bug';

const SEND = 'src/adapters/rabbitmq/send.ts';

/** Careless hands at events, the cache and starts. */
export const TELLING_BUGS: readonly Bug[] = [
  {
    ...{ id: 9, title: 'publish before commit', isCaughtInCi: true },
    changes: [
      {
        // The event is written beside the transaction, so that it is told even if that is rolled back.
        file: 'src/adapters/mysql/event-writer.ts',
        find: `  await insertRow(tx, tx.models.events, {
    ...newEvent(envelope),
    subject_key: paymentId,`,
        replace: `  await insertRow({ models: tx.models, transaction: null } as never, tx.models.events, {
    ...newEvent(envelope),
    subject_key: paymentId,`,
      },
    ],
  },
  {
    ...{ id: 10, title: 'no mandatory', isCaughtInCi: false },
    changes: [
      {
        file: 'src/adapters/rabbitmq/message.ts',
        find: '    mandatory: true,\n',
        replace: '    mandatory: false,\n',
      },
    ],
  },
  {
    ...{ id: 11, title: 'confirm not awaited', isCaughtInCi: false },
    changes: [
      {
        file: SEND,
        find: '      link.channel.publish(EVENTS_EXCHANGE, key, contentOf(event), propertiesOf(event), answer);\n',
        replace: `      link.channel.publish(EVENTS_EXCHANGE, key, contentOf(event), propertiesOf(event), () => undefined);
      answer(null);
`,
      },
    ],
  },
  {
    ...{ id: 13, title: 'cache written without version', isCaughtInCi: false },
    changes: [
      {
        file: 'src/adapters/redis/balances.ts',
        find: 'if there and there > tonumber(ARGV[1]) then return 0 end\n',
        replace: '',
      },
    ],
  },
  {
    ...{ id: 14, title: 'workflow id may be re-used', isCaughtInCi: false },
    changes: [
      {
        file: 'src/temporal/start.ts',
        find: `workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',`,
        replace: `workflowIdReusePolicy: 'ALLOW_DUPLICATE',`,
      },
    ],
    harmlessBecause:
      'a second run of a payment reads the book first and finds it ended: the id is the second guard, not the first',
  },
  {
    ...{ id: 18, title: 'event marked published on a nack', isCaughtInCi: false },
    changes: [
      {
        file: SEND,
        find: `  if (answer.error) return link.closed ? 'AWAY' : 'REFUSED';`,
        replace: '  if (answer.error) return null;',
      },
    ],
  },
];
