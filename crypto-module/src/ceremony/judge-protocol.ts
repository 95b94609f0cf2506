/** Whether a protocol is whole, offline: from its file, the officers' keys one knows, and the protocol before it. */
import { createHash } from 'node:crypto';
import { requiredFlags } from './attributes.ts';
import { ceremonyKeys } from './ceremony-key.ts';
import type { KeyFacts } from './hold-ceremony.ts';
import { keyOfJwk, keyOfPoint, type OfficerKey } from './officer-key.ts';
import type { CeremonyProtocol, ProtocolFile } from './protocol.ts';
import { isSigned, isSignedOnlyBy } from './protocol-signature.ts';

/**
 * - `not-canonical` the payload is not the canonical form of what it says
 * - `officers` not two officers, or not different people with different keys, or one is also the witness
 * - `not-signed` an officer's signature is missing or wrong
 * - `other-officers` an officer is not one of those named by whoever verifies
 * - `not-attested` the signature of the module's checkpoint key is missing or wrong
 * - `foreign-signature` a signature of nobody it names
 * - `keys-missing` a key of the table, or one it says was made, is not there
 * - `not-destroyed` a key it says was destroyed is there
 * - `key-weak` a key has an attribute that it must not have, was not tried, or its login could take something out
 * - `tokens-differ` the tokens do not hold the same keys
 * - `times` it ended before it began
 * - `previous` it does not follow the protocol before it, or a key has changed since
 */
export type ProtocolFinding =
  | 'not-canonical'
  | 'officers'
  | 'not-signed'
  | 'other-officers'
  | 'not-attested'
  | 'foreign-signature'
  | 'keys-missing'
  | 'not-destroyed'
  | 'key-weak'
  | 'tokens-differ'
  | 'times'
  | 'previous';

export interface Finding {
  readonly finding: ProtocolFinding;
  /** Who or which. */
  readonly what: string;
}

export interface JudgedProtocol {
  readonly protocol: CeremonyProtocol;
  readonly file: ProtocolFile;
}

export interface ProtocolQuestion extends JudgedProtocol {
  /** Canonical JSON (RFC 8785). */
  readonly canonicalize: (protocol: CeremonyProtocol) => string;
  /** Whom the verifier knows; undefined when whose keys these are is not asked. */
  readonly officers?: readonly OfficerKey[];
  readonly previous?: JudgedProtocol;
}

/** Every finding; none means whole. */
export function judgeProtocol(question: ProtocolQuestion): readonly Finding[] {
  const { protocol, file, canonicalize, officers, previous } = question;
  return [
    ...when(canonicalize(protocol) !== textOf(file), 'not-canonical', 'the payload'),
    ...judgeOfficers(protocol, officers),
    ...judgeSignatures(protocol, file),
    ...judgeKeys(protocol),
    ...judgeTokens(protocol),
    ...when(!(Date.parse(protocol.started) <= Date.parse(protocol.ended)), 'times', protocol.started),
    ...(previous === undefined ? [] : judgePrevious(protocol, previous)),
  ];
}

/** SHA-256 of the payload, in hex: what the next protocol names. */
export function hashOf(file: Pick<ProtocolFile, 'payload'>): string {
  return createHash('sha256').update(textOf(file)).digest('hex');
}

function textOf({ payload }: Pick<ProtocolFile, 'payload'>): string {
  return Buffer.from(payload, 'base64url').toString('utf8');
}

function judgeOfficers({ officers, witnesses }: CeremonyProtocol, known: readonly OfficerKey[] | undefined): Finding[] {
  const names = [...officers, ...witnesses].map(({ name }) => name.trim().toLowerCase());
  const kids = new Set(officers.map(({ key }) => keyOfJwk(key).kid));
  const distinct = officers.length >= 2 && kids.size === officers.length && new Set(names).size === names.length;
  const strangers =
    known === undefined ? [] : officers.filter(({ key }) => !known.some((one) => one.kid === keyOfJwk(key).kid));
  return [
    ...when(!distinct, 'officers', officers.map(({ name }) => name).join(', ')),
    ...strangers.map(({ name }) => ({ finding: 'other-officers', what: name }) as const),
  ];
}

function judgeSignatures(protocol: CeremonyProtocol, file: ProtocolFile): Finding[] {
  const officers = protocol.officers.map(({ name, key }) => ({ name, ...keyOfJwk(key) }));
  const module = moduleKey(protocol);
  return [
    ...officers.flatMap((officer) => when(!isSigned(file, officer), 'not-signed', officer.name)),
    ...when(module === undefined || !isSigned(file, module), 'not-attested', 'chancery-checkpoint'),
    ...when(
      !isSignedOnlyBy(file, module === undefined ? officers : [...officers, module]),
      'foreign-signature',
      'a signature',
    ),
  ];
}

/** The newest key that attests checkpoints, as the first token told it. */
export function moduleKey({ tokens }: Pick<CeremonyProtocol, 'tokens'>): OfficerKey | undefined {
  const newest = tokens[0]?.keys.filter(({ label }) => label === 'chancery-checkpoint').at(-1);
  return newest?.point === undefined ? undefined : keyOfPoint(newest.point);
}

function judgeKeys({ tokens, made, destroyed, profile }: CeremonyProtocol): Finding[] {
  return tokens.flatMap(({ label: token, keys }) => {
    const has = (key: { label: string; generation: number }) => keys.some((each) => nameOf(each) === nameOf(key));
    const gone = ceremonyKeys.filter(({ label }) => !keys.some((each) => each.label === label));
    const missing = [...gone.map(({ label }) => label), ...made.filter((key) => !has(key)).map(nameOf)];
    const weak = keys.filter((key) => isWeak(key, profile) || isUntried(key, made));
    return [
      ...missing.map((what) => ({ finding: 'keys-missing', what: `${what} in ${token}` }) as const),
      ...destroyed
        .filter(has)
        .map((key) => ({ finding: 'not-destroyed', what: `${nameOf(key)} in ${token}` }) as const),
      ...weak.map((key) => ({ finding: 'key-weak', what: `${nameOf(key)} in ${token}` }) as const),
    ];
  });
}

function isWeak(key: KeyFacts, profile: CeremonyProtocol['profile']): boolean {
  const kind = ceremonyKeys.find(({ label }) => label === key.label)?.kind;
  if (kind === undefined) return true;
  const wrong = Object.entries(requiredFlags(kind, profile.kek)).some(
    ([name, value]) => Object(key.flags)[name] !== value,
  );
  const taken = profile.unwrapTemplate && key.attempts?.some(({ refused }) => !refused) === true;
  return wrong || taken;
}

/** A key-encryption key made in this ceremony was tried in it. */
function isUntried(key: KeyFacts, made: CeremonyProtocol['made']): boolean {
  const isKek = ceremonyKeys.some(({ label, kind }) => label === key.label && kind === 'key-encryption');
  return isKek && made.some((each) => nameOf(each) === nameOf(key)) && (key.attempts ?? []).length === 0;
}

function judgeTokens({ tokens }: CeremonyProtocol): Finding[] {
  const [first, ...others] = tokens;
  if (first === undefined) return [{ finding: 'keys-missing', what: 'no token' }];
  const held = valuesOf(first.keys);
  return others
    .filter(({ keys }) => valuesOf(keys) !== held)
    .map(({ label }) => ({ finding: 'tokens-differ', what: `${first.label} and ${label}` }));
}

/** Keys of the former protocol are still the same, but for those destroyed now, and it is the one this follows. */
function judgePrevious({ previous, tokens, destroyed }: CeremonyProtocol, former: JudgedProtocol): Finding[] {
  const now = new Map(tokens[0]?.keys.map((key) => [nameOf(key), checkOf(key)]));
  const ended = new Set(destroyed.map(nameOf));
  const kept = former.protocol.tokens[0]?.keys.filter((key) => !ended.has(nameOf(key))) ?? [];
  const changed = kept.filter((key) => now.get(nameOf(key)) !== checkOf(key));
  return [
    ...when(previous !== hashOf(former.file), 'previous', 'the protocol before it'),
    ...changed.map((key) => ({ finding: 'previous', what: nameOf(key) }) as const),
  ];
}

function valuesOf(keys: readonly KeyFacts[]): string {
  return keys.map((key) => `${nameOf(key)} ${checkOf(key)}`).join('\n');
}

/** What tells two keys of one name apart. */
function checkOf({ checkValue, point }: KeyFacts): string {
  return point ?? checkValue ?? '';
}

function nameOf({ label, generation }: { label: string; generation: number }): string {
  return `${label}, generation ${generation}`;
}

function when(holds: boolean, finding: ProtocolFinding, what: string): Finding[] {
  return holds ? [{ finding, what }] : [];
}
