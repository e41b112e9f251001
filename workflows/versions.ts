/**
 * Patch ids of changes to workflow code, oldest first. A change that replays differently goes behind
 * `patched(...)` with an id from here; an id leaves only after every run that started before it has ended.
 */
export const PATCHES = {} as const satisfies Record<string, string>;
