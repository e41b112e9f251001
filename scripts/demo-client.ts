import { randomUUID } from 'node:crypto';

/** What the API answered: the status says as much as the body. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The fields of a payment that the story tells about. */
export interface PaymentBody {
  readonly paymentId: string;
  readonly status: string;
  readonly statusDetail: string | null;
  readonly decidedBy: string | null;
  readonly balanceAmount: number;
  readonly passbookText: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export interface ApiClient {
  get<Body>(path: string): Promise<Answer<Body>>;
  /** Each call has a key of its own, as each is meant to happen once. */
  post<Body>(path: string, body: object, options?: { testCode?: string }): Promise<Answer<Body>>;
}

/** Above the 5 s that the API itself waits for an outcome, and a busy machine's delays. */
const TIMEOUT_MS = 20_000;

async function call<Body>(url: string, init: RequestInit): Promise<Answer<Body>> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, body: (await response.json()) as Body };
}

/** Speaks HTTP to the API in the name of one member, as a shop's app would. */
export function createApiClient({ url, token }: { url: string; token?: string }): ApiClient {
  const common: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return {
    get: (path) => call(`${url}${path}`, { headers: common }),
    post: (path, body, { testCode } = {}) =>
      call(`${url}${path}`, {
        method: 'POST',
        headers: {
          ...common,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...(testCode !== undefined && { 'x-test-code': testCode }),
        },
        body: JSON.stringify(body),
      }),
  };
}

/** Signs a demo member in, and answers with a client that speaks for it. */
export async function signIn(url: string, email: string, password: string): Promise<ApiClient> {
  const credentials = { email, password };
  const { status, body } = await createApiClient({ url }).post<{ accessToken: string }>(
    '/v1/auth/login',
    credentials,
  );
  if (status !== 200) throw new Error(`${email} could not sign in: ${JSON.stringify(body)}`);
  return createApiClient({ url, token: body.accessToken });
}
