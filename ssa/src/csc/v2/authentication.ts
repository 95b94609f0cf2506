import type { CscCredential } from '../csc-deps.ts';

/** `auth` of a credential: by which authentication objects it is authorized (CSC API v2, 11.7 and its table of object types). */
export function authentication({ authMode, pin }: CscCredential): object {
  if (authMode === 'oauth2code') return { mode: authMode, objects: [] };
  return { mode: authMode, expression: 'PIN', objects: [{ type: 'Password', id: 'PIN', format: 'A', ...pin }] };
}
