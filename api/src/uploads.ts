import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant } from './text.ts';

/** A document that came in by itself, waiting for the request that names it. */
export const Upload = closed(
  {
    id: id('The upload: the `upload` of a document in a signature request of this client'),
    size: Type.Integer({ description: 'Octets' }),
    sha256: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'Base64url, of what arrived' }),
    expires_at: instant('If no request has used it by then, it is forgotten'),
  },
  'An uploaded document',
  {
    id: '01a21372-eace-70f0-9c36-3abf54ad138c',
    size: 18_942,
    sha256: 'H4C41yDYzGm0Acuh6zLzdB1iDlxzW0QyDjJ2QOsytTY',
    expires_at: '2026-11-26T16:04:11.000Z',
  },
);
export type Upload = Static<typeof Upload>;
