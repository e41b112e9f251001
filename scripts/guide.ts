import type { SystemAddresses } from './system';

/** Everyone of the demo data signs in with it. */
export const DEMO_PASSWORD = 'onjeon-demo-1!';

/** A member of the demo data, with the account the sandbox bank holds under the same name. */
export const DEMO_MEMBER = {
  email: 'haneul@example.com',
  bankCode: '011',
  accountNumber: '3020000000901',
  birthDate: '1990-01-01',
} as const;

export const DEMO_PARTNER_ID = 'prt_01JDEM0SH0P000000000000001';

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

function addressRows(addresses: SystemAddresses): [string, string][] {
  const broker = addresses.rabbitmqManagementUrl && new URL(addresses.rabbitmqManagementUrl);
  const rows: [string, string | null][] = [
    ['API', addresses.apiUrl],
    ['API documents', `${addresses.apiUrl}/docs`],
    ['Temporal UI', addresses.temporalUiUrl],
    ['Sandbox bank', addresses.sandboxUrl && `${addresses.sandboxUrl}/sandbox/state`],
    ['Slack messages', addresses.sandboxUrl && `${addresses.sandboxUrl}/sandbox/slack`],
    ['RabbitMQ pages', broker && `${broker.origin}  ${broker.username} / ${broker.password}`],
    ['RabbitMQ', addresses.rabbitmqUrl],
    ['RabbitMQ, partner 1', addresses.rabbitmqPartnerUrl],
    ['MySQL', addresses.mysqlUrl],
    ['Redis', addresses.redisUrl],
    ['Metrics', `${addresses.apiMetricsUrl}  ${addresses.workerMetricsUrl}`],
    ['Logs', '.onjeon/logs/'],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

const SIGN_INS: readonly [string, string][] = [
  ['Members', 'haneul@example.com (5,000,000 won), bada@example.com (0 won), gureum@example.com'],
  ['Staff', 'cs@example.com, operator1@example.com, operator2@example.com'],
  ['Password of all', DEMO_PASSWORD],
  ['Partner 1', `${DEMO_PARTNER_ID} / onjeon-demo-partner-secret (온전상점)`],
  ['Partner 2', 'prt_01JDEM0SH0P000000000000002 / the same secret (이웃상점)'],
];

/** Values are picked out of the answers with sed alone; nothing needs to be installed. */
const pick = (field: string): string => `sed -n 's/.*"${field}":"\\([^"]*\\)".*/\\1/p'`;

/** Blocks of lines for any POSIX shell, each under a sentence that says what it does. */
function shellBlocks(apiUrl: string): string {
  const { email, ...account } = DEMO_MEMBER;
  const signIn = JSON.stringify({ email, password: DEMO_PASSWORD });
  const opening = JSON.stringify({ ...account, withdrawalConsent: true });
  const payment =
    `"{\\"accountId\\":\\"$ACCOUNT\\",\\"partnerId\\":\\"${DEMO_PARTNER_ID}\\",` +
    `\\"orderId\\":\\"ORDER-$(date +%s)\\",\\"orderName\\":\\"온전 티셔츠\\",\\"amount\\":15000}"`;
  return `Sign in, and make two short names for what follows:

API=${apiUrl}
TOKEN=$(curl -s $API/v1/auth/login -H 'content-type: application/json' -d '${signIn}' | ${pick('accessToken')})
get() { curl -s "$API$1" -H "authorization: Bearer $TOKEN"; echo; }
post() { curl -s "$API$1" -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -H "idempotency-key: demo-$(date +%s%N)" -d "$2"; echo; }

Open the account at the bank (a second time it answers 409), and take its id from the list:

post /v1/accounts '${opening}'
ACCOUNT=$(get /v1/accounts | ${pick('accountId')})

Pay 15,000 won, and take the id of the payment from the answer:

ANSWER=$(post /v1/payments ${payment}); echo "$ANSWER"
PAYMENT=$(echo "$ANSWER" | ${pick('paymentId')})

Refund 5,000 of them, ask the bank for the balance, and see what happened:

post /v1/payments/$PAYMENT/refunds '{"reason":"단순 변심","amount":5000}'
post /v1/accounts/$ACCOUNT/balance/refresh '{}'
get /v1/payments/$PAYMENT/timeline`;
}

/** What `npm start` prints when all is up: addresses, sign-ins, and lines to copy. */
export function guide(addresses: SystemAddresses): string {
  return [
    'Onjeon is up. Ctrl-C stops it.',
    table(addressRows(addresses)),
    table(SIGN_INS),
    shellBlocks(addresses.apiUrl),
    '',
  ].join('\n\n');
}
