import { OnjeonError, type ErrorCode } from '../domain/errors';
import { SCENARIOS, type ScenarioSubject } from '../domain/scenarios';
import { PROBLEMS } from './problems';

/** What `X-Test-Code` asks for: an error at once, or a scenario to be stored with the resource. */
export type TestWish =
  | { readonly kind: 'error'; readonly code: ErrorCode }
  | { readonly kind: 'scenario'; readonly scenario: string };

/**
 * Reads a test code. Every error code works on every route; a scenario only where the route makes that kind of thing, and
 * only with the sandbox as the bank. Anything else, and anything in production: TEST_CODE_NOT_ALLOWED.
 */
export function readTestCode(
  value: string,
  where: { production: boolean; sandboxBank: boolean; subject: ScenarioSubject | null },
): TestWish {
  if (where.production) throw new OnjeonError('TEST_CODE_NOT_ALLOWED');
  if (isErrorCode(value)) return { kind: 'error', code: value };
  const scenario = Object.hasOwn(SCENARIOS, value) ? SCENARIOS[value] : undefined;
  const isAllowed = where.subject !== null && scenario?.on.includes(where.subject);
  if (!isAllowed || !where.sandboxBank) throw new OnjeonError('TEST_CODE_NOT_ALLOWED');
  return { kind: 'scenario', scenario: value };
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(PROBLEMS, text);
}
