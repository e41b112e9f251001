import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export type Settings = Readonly<Record<string, string | undefined>>;

function readEnvFile(path: string): Settings {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Settings;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Set but empty means the same as unset, as it does in `src/config.ts`. */
function withoutEmpty(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
}

/** What the user has said: `.env`, then the real environment, which wins. */
export function userSettings(environment: Settings): Settings {
  return { ...withoutEmpty(readEnvFile('.env')), ...withoutEmpty(environment) };
}

/** The sandbox bank's codes and credentials; `.env.example` is the only place where they stand. */
export function sandboxSettings(): Settings {
  return readEnvFile('.env.example');
}
