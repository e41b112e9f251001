/** What operators look at. */
export const OPS_READ = {
  tag: 'operators',
  access: { roles: ['operator'], scopes: { operator: 'ops:read' } },
} as const;

/** What operators do. */
export const OPS_WRITE = {
  tag: 'operators',
  access: { roles: ['operator'], scopes: { operator: 'ops:write' } },
} as const;
