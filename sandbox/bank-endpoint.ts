import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseHeaderFault, type HeaderFault } from './faults/choose';
import { answerJson, parseObject, pathOf, readText } from './http';
import { koreanIso } from './korean-time';
import type { Ledger } from './ledger/ledger';
import { APIS } from './nh/apis';
import { deliver } from './nh/delivery';
import { decide, type Decision } from './nh/desk';
import type { Contract, RawRequest } from './nh/validate';
import { carry, type Carried } from './nh/wire';
import type { RequestLog } from './request-log';

/** What serving NH's side takes. */
export interface Bank {
  readonly ledger: Ledger;
  readonly requestLog: RequestLog;
  readonly contract: Contract;
}

/** NH's address of an API, in the test bed's spelling and in the contract's. */
const PATH = /^(?:\/svcapi)?\/([A-Za-z0-9]+)\.nhd?$/;

/** Serves one call to the bank: logged, decided, on the disk, and only then answered. */
export async function serveBank(
  bank: Bank,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedMs = performance.now();
  const api = PATH.exec(pathOf(request))?.[1];
  if (api === undefined) return answerJson(response, 404);
  const text = await readText(request);
  const raw = withBearer(parseObject(text), request);
  const end = bank.requestLog.begin({
    at: koreanIso(bank.ledger.businessMs()),
    api,
    ...logged(raw),
  });
  const finish = (carried: Carried, decision?: Decision): void => {
    const ms = Math.round(performance.now() - startedMs);
    const fault = decision?.fault?.name ?? decision?.reply.effect ?? null;
    end({ fault, executed: decision?.reply.executed ?? false, ...carried, ms });
  };
  const status = impossibleStatus(request, api, raw);
  if (status !== null || raw === null) {
    answerJson(response, status ?? 400);
    return finish({ http: status ?? 400, code: null });
  }
  const headerFault = headerFaultOf(request);
  if (typeof headerFault === 'string') {
    answerJson(response, 400, { error: headerFault });
    return finish({ http: 400, code: null });
  }
  const decision = decide(bank, { api, raw, headerFault });
  await bank.ledger.synced();
  const delivery = deliver(decision, raw, bank.ledger.state.settings.quirks);
  finish(await carry(response, delivery), decision);
}

/** The HTTP status of a call that never reaches the bank's own checks, else null. */
function impossibleStatus(
  request: IncomingMessage,
  api: string,
  raw: RawRequest | null,
): number | null {
  if (request.method !== 'POST') return 405;
  if (!Object.hasOwn(APIS, api)) return 404;
  return raw === null ? 400 : null;
}

function headerFaultOf(request: IncomingMessage): HeaderFault | null | string {
  const text = request.headers['x-sandbox-fault'];
  if (typeof text !== 'string' || text === '') return null;
  try {
    return parseHeaderFault(text);
  } catch (error) {
    return error instanceof RangeError ? error.message : String(error);
  }
}

/** Takes the credential from the HTTP header where the telegram has none, as one contract client sends it. */
function withBearer(raw: RawRequest | null, request: IncomingMessage): RawRequest | null {
  const AccessToken = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (raw === null || AccessToken === undefined) return raw;
  const given = raw.Header;
  if (typeof given !== 'object' || given === null) return raw;
  return { ...raw, Header: { AccessToken, ...given } };
}

/** Header and body apart, the credential left out. */
function logged(raw: RawRequest | null): { readonly header: unknown; readonly body: unknown } {
  if (raw === null) return { header: null, body: null };
  const { Header: given, ...body } = raw;
  if (typeof given !== 'object' || given === null) return { header: null, body };
  const { AccessToken: _credential, ...header } = given as Record<string, unknown>;
  return { header, body };
}
