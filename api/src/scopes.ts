/**
 * Scopes for part of what an application does in its own name. `service` stands for all of them: a client that is registered without it
 * does no more than it is given.
 */
export const administrativeScopes = {
  'accounts.read': 'Find and read accounts',
  'accounts.manage': 'Create accounts, and ask their people to enrol',
  'identities.read': 'Read signing keys and what becomes of them',
  'identities.manage': 'Ask for signing keys and for their end',
  'devices.read': 'Read what people approve with',
  'devices.manage': 'Ask people to change what they approve with',
  'usage.read': 'Read how often each operation was used',
} as const;

export type AdministrativeScope = keyof typeof administrativeScopes;
