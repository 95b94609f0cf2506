/** The keys of an installation that are the module's own: what each is for, how nodes share it, how it rotates. */

/** What a key can do. */
export type CeremonyKeyKind = 'key-encryption' | 'mac' | 'attestation' | 'agreement';

export interface CeremonyKey {
  readonly label: string;
  readonly kind: CeremonyKeyKind;
  readonly use: string;
  readonly rotates: string;
}

const kekRotates =
  'chancery sam ceremony kek makes generation g+1; new keys go under it, old ones are rewrapped (profile T), then g is destroyed';
const whileItSteers = 'not while rows sealed by it steer keys: each would have to be sealed anew';

/** Every one of them is made by `chancery sam ceremony make`; CKA_ID is its generation, in one octet. */
export const ceremonyKeys: readonly CeremonyKey[] = [
  {
    label: 'chancery-kek-1',
    kind: 'key-encryption',
    use: 'wraps signing keys of SCAL1 (RFC 5649)',
    rotates: kekRotates,
  },
  {
    label: 'chancery-kek-2',
    kind: 'key-encryption',
    use: 'wraps signing keys of SCAL2 (RFC 5649)',
    rotates: kekRotates,
  },
  {
    label: 'chancery-record-binding',
    kind: 'mac',
    use: 'binds header and blob of a key record',
    rotates: whileItSteers,
  },
  { label: 'chancery-row-mac', kind: 'mac', use: 'seals the rows of the SAM', rotates: whileItSteers },
  {
    label: 'chancery-pepper',
    kind: 'mac',
    use: 'goes into every PIN verifier',
    rotates: 'with the PINs: a verifier can only be made anew from its PIN',
  },
  {
    label: 'chancery-otp',
    kind: 'mac',
    use: 'goes into one-time passwords',
    rotates: 'when none is open: they live for minutes',
  },
  {
    label: 'chancery-statement',
    kind: 'attestation',
    use: 'signs statements of intent',
    rotates: 'when no approval is open; its public key is pinned by organisations that seal',
  },
  {
    label: 'chancery-sad',
    kind: 'attestation',
    use: 'signs the SAD',
    rotates: 'when no SAD is open: they live for minutes',
  },
  {
    label: 'chancery-checkpoint',
    kind: 'attestation',
    use: 'signs checkpoints of the audit log, and the protocols of ceremonies',
    rotates:
      'at any time: its public keys are kept for ever, and the old one signs the protocol that names the new one',
  },
  {
    label: 'chancery-sam-encryption',
    kind: 'agreement',
    use: 'opens what is encrypted to the SAM: PINs, one-time passwords, enrolments',
    rotates: 'when no page that encrypted to it is open',
  },
];

/** Where every one of them lives, and how a second node comes to it. */
export const ceremonyKeysLive = 'in the token: sensitive, not extractable, not modifiable';
export const ceremonyKeysShared =
  'nodes on one token (a network module) or on its clones, by the means of its vendor; tokens in software by the transport of the ceremony, not for production';

export function kekLabel(scal: 1 | 2): string {
  return `chancery-kek-${scal}`;
}
