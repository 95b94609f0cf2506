import type { Place } from './operation.ts';

/** The parts of the public APIs, in the order a reader wants them. */
export const tags = {
  'Document signature': 'Documents in, an address for the person, signed documents out.',
  'Signature update': 'A time, evidence and archive time-stamps for signatures that must hold for decades.',
  'Signature validation': 'What the signatures of a document are worth (EN 319 102-1).',
  'User accounts':
    'A person, linked to her identity at an identity provider, or an organisation; one account for every service provider.',
  Enrollment: 'The person proves who she is and registers a passkey with the signature activation module.',
  Identities: 'Signing keys with their certificates, made after the person has agreed to the terms.',
  Devices: 'What a person approves with: passkeys, phones, a PIN. It changes by an act of hers.',
  Seals: 'What an organisation approves by its own key, without a page: the statement out, its approval in.',
  Webhooks:
    'What becomes of signature requests, posted to the application, signed, as often as it takes, and again when asked.',
  Usage: 'What a service provider used, day by day.',
  'Cloud Signature Consortium v2':
    'CSC API v2.2: credentials, hashes and documents. Nulls and members that nobody knows are passed over; refusals are its own.',
  'Cloud Signature Consortium v1':
    'CSC API v1.0.4.0: credentials and hashes. Nulls and members that nobody knows are passed over; refusals are its own.',
  Administration: 'For operators: groups, service providers, applications, authorities and identity providers.',
  Health: 'For balancers and monitors.',
} as const;

export type Tag = keyof typeof tags;

/** The operations of each part. */
export function byTag(places: readonly Place[]): readonly (readonly [Tag, readonly Place[]])[] {
  const parts = Object.keys(tags) as Tag[];
  return parts.map((tag) => [tag, inReadingOrder(places.filter(({ operation }) => operation.tag === tag))]);
}

const verbs = ['POST', 'GET', 'PATCH', 'DELETE'];
/** The segments of `/api/v1/accounts/{id}/...`: what lies below one thing. */
const below = 6;

/** Thing by thing as they were added: how it is made and found, then how one of them is, then what lies below it, as it was added. */
function inReadingOrder(places: readonly Place[]): readonly Place[] {
  const things = [...new Set(places.map(thingOf))];
  const ranks = [
    (place: Place) => things.indexOf(thingOf(place)),
    depthOf,
    (place: Place) => (depthOf(place) < below ? verbs.indexOf(place.method) : below),
  ];
  return places.toSorted((a, b) => ranks.map((rank) => rank(a) - rank(b)).find((apart) => apart !== 0) ?? 0);
}

/** `/api/v1/accounts` of whatever lies below it. */
function thingOf({ path }: Place): string {
  return path.split('/').slice(0, 4).join('/');
}

function depthOf({ path }: Place): number {
  return Math.min(path.split('/').length, below);
}
