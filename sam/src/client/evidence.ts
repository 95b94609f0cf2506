import type { Intent, Terms } from './intent.ts';

/**
 * That one record stands in the audit log: its canonical text, the path to the root of its checkpoint, and, where there is a time-stamp,
 * the checkpoints from that one to the one that is time-stamped. Binary values are b64u.
 */
export type RecordProof = {
  readonly record: string;
  readonly path: readonly string[];
  readonly checkpoint: string;
  readonly later: readonly string[];
  readonly token?: string;
};

/** What `chancery audit prove` writes, and a stranger verifies without a database. */
export type AuditProof = {
  readonly type: 'chancery-audit-proof';
  readonly v: 1;
  readonly proofs: readonly RecordProof[];
};

/**
 * What the SAM has of a signature: the intent that was approved (canonical text: its hash stands in the records), the certificates (b64u
 * DER, the signer's first), the records of the making of the key, the approval and the signature in their order, and, once checkpoints
 * cover them, their proof. Whoever hands it on can change nothing that `chancery audit verify` would not see.
 */
export type SignatureEvidence = {
  readonly type: 'chancery-evidence';
  readonly v: 1;
  readonly intent: string;
  readonly chain: readonly string[];
  readonly records: readonly string[];
  readonly proof?: AuditProof;
};

/** A proof that was accepted, as the log names it. */
export type AcceptedFactor = {
  readonly kind: string;
  readonly class?: string;
  readonly categories?: readonly string[];
  readonly factor?: string;
};

/** What the evidence says, for readers; it verifies nothing. Times in RFC 3339. */
export type EvidenceFacts = {
  readonly intent: Intent;
  readonly approvedAt?: string;
  readonly signedAt: string;
  readonly factors: readonly AcceptedFactor[];
  /** By the scale: (EU) 2015/1502, NIST SP 800-63B, ISO/IEC 29115. */
  readonly assurance: Readonly<Record<string, string>>;
  readonly algorithm?: string;
  /** SHA-256 of each value, b64u. */
  readonly signatures: readonly string[];
  readonly terms?: Terms & { readonly acceptedAt: string };
};

type Content = {
  readonly ev?: string;
  readonly object?: string;
  readonly ts?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Throws SyntaxError for what is no evidence of a SAM. */
export function evidenceFacts({ intent: text, records }: SignatureEvidence): EvidenceFacts {
  const intent = JSON.parse(text) as Intent;
  const contents = records.map((record) => JSON.parse(record) as Content);
  const approved = contents.find(({ ev, object }) => object === intent.chal && ev !== 'SIGN_OK');
  const signed = contents.filter(({ ev, object }) => object === intent.chal && ev === 'SIGN_OK');
  const { alg } = (signed[0]?.detail ?? {}) as { alg?: string };
  return {
    intent,
    ...(approved?.ts === undefined ? {} : { approvedAt: approved.ts }),
    signedAt: signed.at(-1)?.ts ?? '',
    factors: factorsOf(approved),
    assurance: (approved?.detail?.['assurance'] ?? {}) as EvidenceFacts['assurance'],
    ...(alg === undefined ? {} : { algorithm: alg }),
    signatures: signed.flatMap(({ detail }) => (detail?.['signatures'] ?? []) as string[]),
    ...termsOf(contents.find(({ ev }) => ev === 'KEY_GENERATED')),
  };
}

function factorsOf(approved: Content | undefined): readonly AcceptedFactor[] {
  const { factors, proofs = [] } = (approved?.detail ?? {}) as {
    factors?: AcceptedFactor[];
    proofs?: AcceptedFactor[];
  };
  return (factors ?? proofs).map(({ kind, class: of, categories, factor }) => ({
    kind,
    ...(of === undefined ? {} : { class: of }),
    ...(categories === undefined ? {} : { categories }),
    ...(factor === undefined ? {} : { factor }),
  }));
}

function termsOf(generated: Content | undefined): Pick<EvidenceFacts, 'terms'> {
  const terms = generated?.detail?.['terms'] as Terms | null | undefined;
  return terms == null ? {} : { terms: { ...terms, acceptedAt: generated?.ts ?? '' } };
}
