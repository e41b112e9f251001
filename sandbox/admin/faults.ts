import { isFaultName, specOf } from '../faults/catalogue';
import { parseParams } from '../faults/params';
import type { Effect, PlantedFault } from '../ledger/model';
import { isActive } from '../ledger/state';
import { APIS } from '../nh/apis';
import { InputError, objectOf, only, textOf, wholeOf, type Input } from './input';
import { notFound, ok, type AdminContext, type AdminReply } from './reply';

/** Plants a fault for the next `times` calls that match (1; 0 = until deleted). */
export function plantFault({ ledger, input }: AdminContext): AdminReply {
  only(input, ['fault', 'params', 'api', 'accountNumber', 'times']);
  const { fault, params } = faultOf(input);
  const times = wholeOf(input, 'times', { min: 0, max: 1_000_000, fallback: 1 });
  const planted: PlantedFault = {
    id: `flt_${ledger.state.nextFaultId}`,
    fault,
    params,
    api: apiOf(input),
    accountNumber: accountNumberOf(input),
    timesLeft: times === 0 ? null : times,
    hits: 0,
  };
  ledger.transact((record) => record({ e: 'planted', fault: planted }));
  return ok(presentPlanted(planted), 201);
}

/** Planted faults and every lasting effect that still changes answers. */
export function listFaults({ ledger }: AdminContext): AdminReply {
  const { planted, effects } = ledger.state;
  const active = [...effects.values()].filter((effect) => isActive(effect, ledger.realMs()));
  return ok({
    data: [...[...planted.values()].map(presentPlanted), ...active.map(presentEffect)],
  });
}

/** Lifts one planted fault or ends one lasting effect. */
export function liftFault({ ledger, param }: AdminContext): AdminReply {
  const { planted, effects } = ledger.state;
  if (!planted.has(param) && !effects.has(param)) return notFound(`fault ${param}`);
  const e = planted.has(param) ? 'lifted' : 'effect-ended';
  ledger.transact((record) => record({ e, id: param }));
  return { status: 204 };
}

/** Lifts everything that was planted and ends every lasting effect. */
export function liftAllFaults({ ledger }: AdminContext): AdminReply {
  const planted = [...ledger.state.planted.keys()];
  const effects = [...ledger.state.effects.keys()];
  ledger.transact((record) => {
    for (const id of planted) record({ e: 'lifted', id });
    for (const id of effects) record({ e: 'effect-ended', id });
  });
  return { status: 204 };
}

function faultOf(input: Input): Pick<PlantedFault, 'fault' | 'params'> {
  const fault = textOf(input, 'fault', { pattern: /./, says: 'the name of a fault' });
  if (!isFaultName(fault)) throw new InputError(`unknown fault: ${fault}`);
  try {
    return { fault, params: parseParams(specOf(fault).params, objectOf(input, 'params')) };
  } catch (error) {
    throw error instanceof RangeError ? new InputError(error.message) : error;
  }
}

function apiOf(input: Input): string | null {
  const api = input.api ?? null;
  if (api === null || (typeof api === 'string' && Object.hasOwn(APIS, api))) return api;
  throw new InputError(`api is one of ${Object.keys(APIS).join(', ')}`);
}

function accountNumberOf(input: Input): string | null {
  if ((input.accountNumber ?? null) === null) return null;
  return textOf(input, 'accountNumber', { pattern: /^\d{1,20}$/, says: '1 to 20 digits' });
}

function presentPlanted(it: PlantedFault): object {
  const { id, fault, params, api, accountNumber, timesLeft, hits } = it;
  return { id, kind: 'planted', fault, params, api, accountNumber, timesLeft, hits };
}

function presentEffect(effect: Effect): object {
  const { id, fault, pairKey, accountNumber, checks, pollsLeft, untilMs, hidesRow } = effect;
  const [, tsymd, isTuno] = pairKey.split('|');
  const until = untilMs === null ? null : new Date(untilMs).toISOString();
  return {
    id,
    kind: 'effect',
    fault,
    tsymd,
    isTuno,
    accountNumber,
    checks,
    pollsLeft,
    until,
    hidesRow,
  };
}
