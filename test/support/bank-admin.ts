/** A movement of money as the sandbox's ledger has it. */
export interface LedgerRow {
  readonly seq: number;
  /** Business time, ISO 8601. */
  readonly at: string;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly tsymd: string;
  readonly isTuno: string;
  readonly api: string;
  readonly accountNumber: string;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly contractAfter: number;
  readonly pendingAfter: number;
  readonly text: string;
}

/** A call as the sandbox's request log has it. */
export interface RequestRow {
  readonly seq: number;
  readonly at: string;
  readonly api: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault: string | null;
  readonly executed: boolean;
  readonly code: string | null;
  readonly http: number | null;
  readonly ms: number | null;
}

/** An account at the bank. */
export interface BankAccount {
  readonly accountNumber: string;
  readonly balance: number;
}

/** The bank's own sums. */
export interface BankSums {
  readonly accounts: number;
  readonly contract: number;
  readonly pending: number;
  readonly total: number;
  readonly expectedTotal: number;
}

/** A fault that was planted, for one API and account or for all. */
export interface PlantedFault {
  readonly id: string;
  readonly api: string | null;
  readonly accountNumber: string | null;
}

/** The sandbox bank's back door, for journeys and the auditor. */
export interface BankAdmin {
  readonly url: string;
  /** Balances accounts were given, by account number; what the auditor starts from. */
  readonly given: ReadonlyMap<string, number>;
  createAccount(account: {
    accountNumber: string;
    holderName: string;
    balance: number;
  }): Promise<void>;
  ledger(): Promise<readonly LedgerRow[]>;
  requests(): Promise<readonly RequestRow[]>;
  accounts(): Promise<readonly BankAccount[]>;
  sums(): Promise<BankSums>;
  scheduled(): Promise<number>;
  plant(fault: object): Promise<void>;
  /** Planted faults that still wait for a call. */
  planted(): Promise<readonly PlantedFault[]>;
  lift(faultId: string): Promise<void>;
  liftFaults(): Promise<void>;
  setClock(clock: { now: string } | { advanceSeconds: number }): Promise<void>;
  now(): Promise<string>;
  slack(): Promise<readonly { readonly body: unknown }[]>;
}

/** What demo accounts hold at the start (김하늘, 이바다, 박구름). */
const DEMO_BALANCES: readonly (readonly [string, number])[] = [
  ['3020000000901', 5_000_000],
  ['3020000000902', 0],
  ['3020000000903', 0],
];

const PAGE = 1000;

/** See BankAdmin. Throws on any answer but success. */
export function createBankAdmin(url: string): BankAdmin {
  const given = new Map<string, number>(DEMO_BALANCES);

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/sandbox/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sandbox/${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function all<Row extends { seq: number }>(path: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const after = rows.at(-1)?.seq ?? 0;
      const page = await call<{ data: Row[]; hasMore: boolean }>(
        'GET',
        `${path}?after=${after}&limit=${PAGE}`,
      );
      rows.push(...page.data);
      if (!page.hasMore) return rows;
    }
  }

  return {
    url,
    given,
    async createAccount(account) {
      await call('POST', 'accounts', account);
      given.set(account.accountNumber, account.balance);
    },
    ledger: () => all('ledger'),
    requests: () => all('requests'),
    accounts: async () => (await call<{ data: BankAccount[] }>('GET', 'accounts')).data,
    sums: async () => (await call<{ sums: BankSums }>('GET', 'state')).sums,
    scheduled: async () => (await call<{ scheduled: unknown[] }>('GET', 'state')).scheduled.length,
    plant: (fault) => call('POST', 'faults', fault),
    async planted() {
      const { data } = await call<{ data: (PlantedFault & { kind: string })[] }>('GET', 'faults');
      return data.filter(({ kind }) => kind === 'planted');
    },
    lift: (faultId) => call('DELETE', `faults/${faultId}`),
    liftFaults: () => call('DELETE', 'faults'),
    setClock: (clock) => call('PUT', 'clock', clock),
    now: async () => (await call<{ now: string }>('GET', 'clock')).now,
    slack: async () => (await call<{ data: { body: unknown }[] }>('GET', 'slack')).data,
  };
}
