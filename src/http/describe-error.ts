/** At most this many causes are followed; chains of ours have two or three. */
const MAX_CAUSES = 5;

/**
 * What the log keeps of an error: names, codes and frames of it and its causes. The text of a database error is left out,
 * since it repeats the values of the statement, and those may be personal.
 */
export function describeError(error: unknown): readonly Record<string, unknown>[] {
  const described: Record<string, unknown>[] = [];
  let at = error;
  while (at instanceof Error && described.length < MAX_CAUSES) {
    const isDatabase = 'sql' in at || 'parent' in at || 'sqlMessage' in at;
    described.push({
      name: at.name,
      code: 'code' in at ? at.code : null,
      ...(isDatabase ? {} : { message: at.message }),
      frames: framesOf(at),
    });
    at = at.cause ?? ('parent' in at ? at.parent : undefined);
  }
  return described.length > 0 ? described : [{ name: typeof error }];
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): readonly string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('at ')).slice(0, 10);
}
