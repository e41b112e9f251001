import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, parseObject, pathOf, queryOf, readText } from '../http';
import { changeAccount, createAccount, listAccounts, showAccount } from './accounts';
import { listLedger, listRequests, showState } from './audit';
import { liftAllFaults, liftFault, listFaults, plantFault } from './faults';
import { InputError } from './input';
import type { AdminContext, AdminReply } from './reply';
import { reset, setClock, setProfile, setSettings } from './settings';
import { showClock, showProfile, showSettings } from './settings';

type AdminHandler = (context: AdminContext) => AdminReply | Promise<AdminReply>;

/** Method and path of every admin endpoint; `*` stands for one path part, handed over as `param`. */
const ROUTES: Readonly<Record<string, AdminHandler>> = {
  'GET accounts': listAccounts,
  'POST accounts': createAccount,
  'GET accounts/*': showAccount,
  'PATCH accounts/*': changeAccount,
  'GET ledger': listLedger,
  'GET requests': listRequests,
  'GET state': showState,
  'GET faults': listFaults,
  'POST faults': plantFault,
  'DELETE faults': liftAllFaults,
  'DELETE faults/*': liftFault,
  'GET profile': showProfile,
  'PUT profile': setProfile,
  'GET clock': showClock,
  'PUT clock': setClock,
  'GET settings': showSettings,
  'PUT settings': setSettings,
  'POST reset': reset,
};

/** Serves `/sandbox/...`, for callers on this machine only. An answer waits until the change is on the disk. */
export async function serveAdmin(
  bank: Pick<AdminContext, 'ledger' | 'requestLog' | 'receivers'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, , noun = '', param = '', ...rest] = pathOf(request).split('/');
  const route = ROUTES[`${request.method} ${noun}${param === '' ? '' : '/*'}`];
  if (!route || rest.length > 0) {
    answerJson(response, 404, { error: `no such endpoint: ${request.method} ${pathOf(request)}` });
    return;
  }
  const text = await readText(request);
  const input = text === '' ? {} : parseObject(text);
  if (!input) {
    answerJson(response, 400, { error: 'the body is not a JSON object' });
    return;
  }
  bank.ledger.runDue();
  const { status, body } = await attempt(route, { ...bank, input, param, query: queryOf(request) });
  await bank.ledger.synced();
  answerJson(response, status, body);
}

async function attempt(route: AdminHandler, context: AdminContext): Promise<AdminReply> {
  try {
    return await route(context);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { status: 400, body: { error: error.message } };
  }
}
