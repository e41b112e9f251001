import type { SandboxOptions } from './server';

const PROFILES = ['off', 'mixed', 'harsh'] as const;
const MODES = ['contract', 'testbed'] as const;

/**
 * Reads `SANDBOX_PORT`, `SANDBOX_SEED`, `SANDBOX_PROFILE`, `SANDBOX_MODE` and `SANDBOX_DATA_DIR`.
 * @throws RangeError that names the variable and what it may be.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): SandboxOptions & { readonly port: number } {
  return {
    port: whole(env, 'SANDBOX_PORT', { normal: 4010, max: 65_535 }),
    seed: whole(env, 'SANDBOX_SEED', { normal: 1, max: Number.MAX_SAFE_INTEGER }),
    profile: choice(env, 'SANDBOX_PROFILE', PROFILES),
    mode: choice(env, 'SANDBOX_MODE', MODES),
    dataDir: env.SANDBOX_DATA_DIR || '.onjeon/sandbox',
  };
}

function whole(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  rule: { readonly normal: number; readonly max: number },
): number {
  const text = env[name] || String(rule.normal);
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= rule.max) return value;
  throw new RangeError(`${name} is a whole number up to ${rule.max}`);
}

/** The first choice is the default. */
function choice<T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  choices: readonly T[],
): T {
  const text = env[name] || choices[0];
  const found = choices.find((it) => it === text);
  if (found !== undefined) return found;
  throw new RangeError(`${name} is one of ${choices.join(', ')}`);
}
