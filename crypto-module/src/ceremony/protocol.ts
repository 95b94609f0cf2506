/** The protocol of a ceremony: what was made, in whose presence, as the tokens told it; and its file. */
import type { CeremonyFacts } from './hold-ceremony.ts';
import type { KekProfile } from './kek-maker.ts';
import type { ProtocolAlgorithm } from './officer-key.ts';

export interface ProtocolOfficer {
  readonly name: string;
  readonly alg: ProtocolAlgorithm;
  readonly kid: string;
  readonly key: Readonly<Record<string, string>>;
}

/** Times are ISO 8601 in UTC; hashes are SHA-256 in hex. */
export interface CeremonyProtocol {
  readonly type: 'chancery-ceremony-1';
  readonly what: 'keys' | 'kek' | 'destroy';
  readonly installation: string;
  readonly place: string;
  readonly started: string;
  readonly ended: string;
  readonly officers: readonly ProtocolOfficer[];
  readonly witnesses: readonly { readonly name: string; readonly role: string }[];
  readonly profile: {
    readonly provider: string;
    readonly kek: KekProfile;
    readonly unwrapTemplate: boolean;
    readonly wrapMechanism: number;
  };
  readonly module: CeremonyFacts['module'] & { readonly sha256: string };
  readonly tokens: CeremonyFacts['tokens'];
  readonly made: CeremonyFacts['made'];
  readonly destroyed: CeremonyFacts['destroyed'];
  /** The hash of the payload of the protocol before this one; null for the first. */
  readonly previous: string | null;
  /** What must not be overlooked, in sentences. */
  readonly warnings: readonly string[];
}

/** A JWS in its general JSON serialization (RFC 7515, 7.2.1), so that any JOSE library can verify it. */
export interface ProtocolFile {
  readonly payload: string;
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
}

/** What makes a ceremony unfit for production, said in its own protocol. */
export function warningsOf(protocol: Pick<CeremonyProtocol, 'profile' | 'tokens' | 'made'>): readonly string[] {
  const { profile, tokens, made } = protocol;
  const keks = tokens.flatMap(({ keys }) => keys.filter(({ label }) => label.startsWith('chancery-kek-')));
  const isNew = ({ label }: { label: string }) => made.some((key) => key.label === label);
  const says: readonly (readonly [boolean, string])[] = [
    [profile.provider === 'softhsm2', 'SoftHSM is a token in software: not for production.'],
    [
      tokens.length > 1,
      'The keys were moved by the transport of this program: not for production, where the vendor clones.',
    ],
    [
      keks.some((key) => isNew(key) && key.attempts?.some(({ refused }) => !refused)),
      'Whoever is logged in to a token can take signing keys out: the key-encryption keys have no unwrap template.',
    ],
    [
      keks.some((key) => isNew(key) && key.flags.private !== true),
      'Key-encryption keys are public objects of their token.',
    ],
    [profile.kek === 'N', 'Profile N: signing keys can never be rewrapped under another key-encryption key.'],
  ];
  return says.flatMap(([holds, sentence]) => (holds ? [sentence] : []));
}
