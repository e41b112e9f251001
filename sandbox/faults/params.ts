import type { FaultParams } from '../ledger/model';

/** What a parameter may be; the first choice of a list, or `normal`, is the default. */
export type ParamSpec =
  | { readonly type: 'whole'; readonly normal: number; readonly max: number }
  | { readonly type: 'choice'; readonly choices: readonly (string | number)[] };

/** A whole number from 0. */
export function whole(limits: { readonly normal: number; readonly max: number }): ParamSpec {
  return { type: 'whole', ...limits };
}

/** One of a few values. */
export function oneOf(choices: readonly (string | number)[]): ParamSpec {
  return { type: 'choice', choices };
}

/** `true` or `false`, with the default named first. */
export function flag(normal: 'true' | 'false'): ParamSpec {
  return oneOf([normal, normal === 'true' ? 'false' : 'true']);
}

/**
 * Checks given parameters against their specification and fills in the defaults.
 * @throws RangeError naming the parameter that is unknown or out of range.
 */
export function parseParams(
  specs: Readonly<Record<string, ParamSpec>>,
  given: Readonly<Record<string, unknown>>,
): FaultParams {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) throw new RangeError(`unknown parameter: ${name}`);
  }
  const params: Record<string, string | number> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    params[name] = parseParam(name, spec, value === undefined ? undefined : written(value));
  }
  return params;
}

/** JSON values and header text are checked alike, as text. */
function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseParam(name: string, spec: ParamSpec, given: string | undefined): string | number {
  if (spec.type === 'choice') {
    const [normal = ''] = spec.choices;
    if (given === undefined) return normal;
    const choice = spec.choices.find((it) => String(it) === given);
    if (choice === undefined) throw new RangeError(`${name} is one of ${spec.choices.join(', ')}`);
    return choice;
  }
  if (given === undefined) return spec.normal;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (!(value <= spec.max)) throw new RangeError(`${name} is a whole number up to ${spec.max}`);
  return value;
}
