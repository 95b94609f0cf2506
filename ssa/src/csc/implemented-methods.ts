/** What `info` promises; the routes are made from the same list. */
export const implementedMethods = [
  'info',
  'auth/login',
  'auth/revoke',
  'credentials/list',
  'credentials/info',
  'credentials/authorize',
  'signatures/signHash',
] as const;

export type CscMethodName = (typeof implementedMethods)[number];
