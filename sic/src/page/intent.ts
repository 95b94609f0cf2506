/** What the SAM asks the signer to agree to, as far as this page shows or checks it. Unknown fields stay in the hash. */
import type { DigestName } from './digest.ts';
import { VerifyError } from './verify-error.ts';

export interface DisplayItem {
  readonly label: string;
  /** A PDF signed within itself, any file signed as it came, or what only its sender has. */
  readonly type: 'application/pdf' | 'file' | 'hash';
  readonly mediaType?: string;
  readonly size: number;
  /** b64u SHA-256 of the original document. */
  readonly docSha256: string;
  readonly viewUrl?: string;
}

export interface Terms {
  readonly version: string;
  readonly lang: string;
  /** b64u SHA-256 of the text at `url`. */
  readonly sha256: string;
  readonly url: string;
}

/** Whose seal is made; a person's signature has none. */
export interface Seal {
  readonly organization: string;
  /** EN 319 412-1, 5.1.4: `VATES-B12345678`. */
  readonly identifier: string;
}

/** What will stand in the signature. */
interface Certificate {
  readonly name: string;
  readonly issuer: string;
  /** Unix seconds. */
  readonly exp: number;
}

interface Common {
  readonly chal: string;
  /** Of the service provider that asks. */
  readonly group: string;
  readonly client: string;
  readonly clientName: string;
  readonly account: string | undefined;
  readonly sub: string;
  readonly seal: Seal | undefined;
  /** The name of the policy that asks. */
  readonly policy: string;
  /** By what it may be approved: each the kinds of the proofs, joined by `+`. */
  readonly ways: readonly string[];
  readonly rpId: string;
  /** In which the page speaks, where the asking side knows it. BCP 47. */
  readonly lang: string | undefined;
  readonly returnUrl: string | undefined;
  /** Where the same request is asked anew. */
  readonly moreUrl: string | undefined;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}

export type SignIntent = Common & {
  readonly purpose: 'sign';
  readonly hash: DigestName;
  /** b64u; `dtbsr[i]` belongs to `display[i]`. */
  readonly dtbsr: readonly string[];
  readonly display: readonly DisplayItem[];
  readonly certificate: Certificate;
  /** With a key that was made for this signature alone. */
  readonly once: boolean;
};
export type KeyIntent = Common & {
  readonly purpose: 'key.create';
  /** Whom the certificate will name. */
  readonly signerName: string;
  readonly terms: Terms;
  readonly algorithm: string;
  /** For the signature that comes next, and for no other. */
  readonly once: boolean;
};
export type DeleteIntent = Common & {
  readonly purpose: 'key.delete';
  readonly key: string;
  readonly signerName: string;
  /** None where no authority has certified the key. */
  readonly certificate: Certificate | undefined;
};
/** Who says who the person is: an identity provider, or a registration officer who has her before him. */
export type Proofing =
  | { readonly kind: 'provider'; readonly issuer: string }
  | { readonly kind: 'officer'; readonly name: string; readonly number: string };
/** `anew`: who has enrolled before, and has lost what she approved with. */
export type EnrolIntent = Common & { readonly purpose: 'enrol'; readonly by: Proofing; readonly anew: boolean };
export type ChangeIntent = Common & {
  readonly purpose: 'factor.change';
  readonly signerName: string;
  readonly change: `${'add' | 'remove'}-${'webauthn' | 'pin' | 'device'}`;
  /** Which phone it is. */
  readonly label: string | undefined;
};
export type Intent = SignIntent | KeyIntent | DeleteIntent | EnrolIntent | ChangeIntent;

type Fields = Readonly<Record<string, unknown>>;

/** NIST CSOR: the digests a signature may name. */
const digests: ReadonlyMap<string, DigestName> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

/** Reads a verified statement. Throws VerifyError statement-content for anything this page could not show truthfully. */
export function readIntent(value: unknown): Intent {
  const fields = object(value);
  if (fields['v'] !== 1) throw new VerifyError('statement-content');
  if (fields['purpose'] === 'sign') return signIntent(fields);
  if (fields['purpose'] === 'key.create') return keyIntent(fields);
  if (fields['purpose'] === 'key.delete') return deleteIntent(fields);
  if (fields['purpose'] === 'enrol') {
    return { ...common(fields), purpose: 'enrol', by: proofing(fields), anew: fields['recovery'] !== undefined };
  }
  if (fields['purpose'] === 'factor.change') return changeIntent(fields);
  throw new VerifyError('statement-content');
}

function proofing({ idp, person }: Fields): Proofing {
  if (person === undefined) return { kind: 'provider', issuer: string(object(idp)['issuer']) };
  const { subject, attributes } = object(person);
  return { kind: 'officer', name: string(object(attributes)['commonName']), number: string(subject) };
}

function changeIntent(fields: Fields): ChangeIntent {
  const { add, remove, kind, label } = object(fields['change']);
  const what = remove === undefined ? add : kind;
  if (what !== 'webauthn' && what !== 'pin' && what !== 'device') throw new VerifyError('statement-content');
  const change = `${remove === undefined ? 'add' : 'remove'}-${what}` as const;
  return {
    ...common(fields),
    purpose: 'factor.change',
    signerName: string(fields['signer_name']),
    change,
    label: optional(label),
  };
}

function common(fields: Fields): Common {
  return {
    chal: string(fields['chal']),
    group: string(fields['group']),
    client: string(fields['client']),
    clientName: string(fields['client_name']),
    account: optional(fields['account']),
    sub: string(fields['sub']),
    seal: fields['seal'] === undefined ? undefined : sealOf(object(fields['seal'])),
    policy: string(fields['policy']),
    ways: list(fields['factors']).map(string),
    rpId: string(fields['rp_id']),
    lang: optional(fields['lang']),
    returnUrl: optional(fields['return_url']),
    moreUrl: optional(fields['more_url']),
    iat: number(fields['iat']),
    exp: number(fields['exp']),
  };
}

function sealOf(fields: Fields): Seal {
  return { organization: string(fields['organization']), identifier: string(fields['identifier']) };
}

/** More documents shown than hashes signed, or fewer, and the signer could not know what he signs. */
function signIntent(fields: Fields): SignIntent {
  const dtbsr = list(fields['dtbsr']).map(string);
  const display = list(fields['display']).map(displayItem);
  const hash = digests.get(string(fields['hash']));
  if (hash === undefined || dtbsr.length === 0 || dtbsr.length !== display.length || fields['n'] !== dtbsr.length) {
    throw new VerifyError('statement-content');
  }
  const once = optional(fields['parent']) !== undefined;
  return { ...common(fields), purpose: 'sign', hash, dtbsr, display, certificate: certificate(fields), once };
}

function certificate(fields: Fields): Certificate {
  return {
    name: string(fields['signer_name']),
    issuer: string(fields['cert_issuer']),
    exp: number(fields['cert_exp']),
  };
}

function displayItem(value: unknown): DisplayItem {
  const fields = object(value);
  const type = displayType(fields['type']);
  const viewUrl = optional(fields['viewUrl']);
  const mediaType = optional(fields['mediaType']);
  if (type !== 'hash' && viewUrl === undefined) throw new VerifyError('statement-content');
  return {
    label: string(fields['label']),
    type,
    size: number(fields['size']),
    docSha256: string(fields['docSha256']),
    ...(viewUrl === undefined ? {} : { viewUrl }),
    ...(mediaType === undefined ? {} : { mediaType }),
  };
}

function displayType(value: unknown): DisplayItem['type'] {
  if (value === 'application/pdf' || value === 'file' || value === 'hash') return value;
  throw new VerifyError('statement-content');
}

function keyIntent(fields: Fields): KeyIntent {
  const terms = object(fields['terms']);
  const { algorithm, once } = object(fields['kgen']);
  return {
    ...common(fields),
    purpose: 'key.create',
    signerName: string(fields['signer_name']),
    terms: {
      version: string(terms['version']),
      lang: string(terms['lang']),
      sha256: string(terms['sha256']),
      url: string(terms['url']),
    },
    algorithm: algorithmName(object(algorithm)),
    once: once === true,
  };
}

function deleteIntent(fields: Fields): DeleteIntent {
  return {
    ...common(fields),
    purpose: 'key.delete',
    key: string(fields['key']),
    signerName: string(fields['signer_name']),
    certificate:
      fields['cert_issuer'] === undefined && fields['cert_exp'] === undefined ? undefined : certificate(fields),
  };
}

function algorithmName({ kind, bits, curve }: Fields): string {
  if (kind === 'rsa') return `RSA ${number(bits)}`;
  if (kind === 'ec') return `ECDSA ${string(curve)}`;
  if (kind === 'ed25519') return 'Ed25519';
  if (kind === 'ml-dsa-44' || kind === 'ml-dsa-65' || kind === 'ml-dsa-87') return kind.toUpperCase();
  throw new VerifyError('statement-content');
}

function object(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new VerifyError('statement-content');
  return value as Fields;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new VerifyError('statement-content');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new VerifyError('statement-content');
  return value;
}

function optional(value: unknown): string | undefined {
  return value === undefined ? undefined : string(value);
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new VerifyError('statement-content');
  return value;
}
