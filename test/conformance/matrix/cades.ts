/** CAdES (EN 319 122-1): a CMS with the content inside or beside, alone or with others. */
import {
  type CadesContent,
  type CadesOptions,
  type DetachedContent,
  embedCades,
  embedCounterSignature,
  prepareCades,
  prepareCounterSignature,
} from '@chancery/ades';
import { contentOctets, der, digestOf, splitContent, splitSignedData } from '@chancery/pki';
import { type Augmentation, cadesSteps } from '@chancery/sca';
import { type Algorithm, algorithms, edwards, lattices, representative } from './algorithm.ts';
import { bouncyCastle, dss, openssl } from './judges.ts';
import type { Made, Row, RowJudge } from './row.ts';
import type { MatrixSigner, SandboxPki } from './sandbox-pki.ts';

interface Variant {
  readonly packaging: string;
  readonly level: string;
  readonly algorithms: readonly Algorithm[];
  make(signer: MatrixSigner, pki: SandboxPki): Promise<Uint8Array> | Uint8Array;
  /** What lies beside the CMS. */
  readonly beside?: Uint8Array;
  readonly signatures?: number;
  readonly signaturePolicies?: Made['signaturePolicies'];
  /** DSS and openssl unless told. */
  readonly judges?: readonly RowJudge[];
}

const octets = Buffer.from('a contract, and what it says\r\n'.repeat(100));
const rules = Buffer.from('the rules of a policy');
const policyOid = '1.3.6.1.4.1.32473.1.1';

const attached: CadesContent = { packaging: 'attached', octets };
const detached: CadesContent = { packaging: 'detached', content: { octets } };
const parallel = (cms: Uint8Array, content?: { octets: Uint8Array }): CadesContent => ({
  packaging: 'parallel',
  cms,
  ...(content && { content }),
});

const baselineB = { level: 'CAdES-BASELINE-B', algorithms: representative };

const everything: Partial<CadesOptions> = {
  commitments: ['proofOfApproval', '1.3.6.1.4.1.32473.1.3'],
  location: { country: 'ES', locality: 'Sevilla', postalAddress: ['Calle 1', '41001 Sevilla'] },
  claimedRoles: ['Geschäftsführer'],
  contentHints: { description: 'a contract' },
};
const policy = {
  oid: policyOid,
  digest: 'sha256',
  value: digestOf('sha256', rules),
  uri: 'urn:example:policy',
} as const;

const variants: readonly Variant[] = [
  { ...baselineB, packaging: 'attached', algorithms, make: (signer) => sign(attached, signer) },
  ...[
    { algorithms: edwards, judges: [dss, bouncyCastle] },
    { algorithms: lattices, judges: [bouncyCastle] },
  ].flatMap((by): Variant[] => [
    { ...baselineB, ...by, packaging: 'attached', make: (signer) => sign(attached, signer) },
    { ...baselineB, ...by, packaging: 'detached', beside: octets, make: (signer) => sign(detached, signer) },
  ]),
  { ...baselineB, packaging: 'detached', algorithms, beside: octets, make: (signer) => sign(detached, signer) },
  {
    ...baselineB,
    packaging: 'detached, by its digest alone',
    beside: octets,
    make: (signer) => {
      const { digest } = signer.scheme;
      return sign({ packaging: 'detached', content: { digest, value: digestOf(digest, octets) } }, signer);
    },
  },
  {
    ...baselineB,
    packaging: 'attached, three signatures',
    signatures: 3,
    make: (signer) => sign(parallel(sign(parallel(sign(attached, signer)), signer)), signer),
  },
  {
    ...baselineB,
    packaging: 'attached, beside one in BER',
    signatures: 2,
    make: (signer) => sign(parallel(inBer(sign(attached, signer))), signer),
  },
  {
    ...baselineB,
    packaging: 'detached, two signatures',
    beside: octets,
    signatures: 2,
    make: (signer) => sign(parallel(sign(detached, signer), { octets }), signer),
  },
  {
    ...baselineB,
    packaging: 'attached, counter-signed',
    signatures: 2,
    make: (signer) => counterSign(sign(attached, signer), signer),
  },
  { ...baselineB, packaging: 'attached, everything stated', make: (signer) => sign(attached, signer, everything) },
  {
    ...baselineB,
    packaging: 'attached, with a media type',
    make: (signer) => sign(attached, signer, { mimeType: 'text/plain' }),
  },
  {
    ...baselineB,
    packaging: 'attached, under a policy',
    make: (signer) => sign(attached, signer, { policy }),
    signaturePolicies: { [policyOid]: { bytes: rules } },
  },
];

/** What a signature is grown from, and what it needs to be. */
const grown: readonly (Pick<Variant, 'packaging' | 'beside' | 'signatures' | 'make'> & {
  content?: DetachedContent;
})[] = [
  { packaging: 'attached', make: (signer) => sign(attached, signer) },
  { packaging: 'detached', beside: octets, content: { octets }, make: (signer) => sign(detached, signer) },
  {
    packaging: 'attached, two signatures',
    signatures: 2,
    make: (signer) => sign(parallel(inBer(sign(attached, signer))), signer),
  },
];

const levels: readonly Variant[] = (['B-T', 'B-LT', 'B-LTA'] as const).flatMap((level) =>
  grown.map((from) => ({
    ...from,
    level: `CAdES-BASELINE-${level.slice(2)}`,
    algorithms: representative,
    make: async (signer, pki) => grow(await from.make(signer, pki), from, signer, [level], pki),
  })),
);

const later: readonly Variant[] = [
  {
    level: 'CAdES-BASELINE-LTA',
    algorithms: representative,
    packaging: 'attached, renewed twice',
    make: async (signer, pki) => grow(sign(attached, signer), {}, signer, ['B-LTA', 'B-LTA', 'B-LTA'], pki),
  },
  {
    ...baselineB,
    packaging: 'attached, content time-stamped',
    make: async (signer, pki) => {
      const token = await pki.stamp(digestOf('sha256', octets), 'sha256');
      return sign(attached, signer, { contentTimeStamps: [token] });
    },
  },
];

export const cadesRows: readonly Row[] = [...variants, ...levels, ...later].flatMap(rowsOf);

/** Each signer of the CMS, one level after the other. */
async function grow(
  cms: Uint8Array,
  { signatures = 1, content }: { readonly signatures?: number; readonly content?: DetachedContent },
  { scheme }: MatrixSigner,
  to: readonly Augmentation['level'][],
  pki: SandboxPki,
): Promise<Uint8Array> {
  let document = cms;
  for (const level of to)
    for (let signer = 0; signer < signatures; signer++)
      document = await pki.augmented(document, cadesSteps(scheme.digest, signer, content), level);
  return document;
}

function rowsOf({ make, beside, signatures, signaturePolicies, judges = [dss, openssl], ...variant }: Variant): Row[] {
  return variant.algorithms.map((algorithm) => ({
    ...variant,
    format: 'CAdES',
    algorithm,
    judges,
    make: async (pki) => {
      const signer = await pki.signer(algorithm);
      return {
        document: { bytes: await make(signer, pki), name: 'signed.p7m' },
        signer,
        ...(beside && { detached: [{ bytes: beside, name: 'contract.txt' }] }),
        ...(signatures && { signatures }),
        ...(signaturePolicies && { signaturePolicies }),
      };
    },
  }));
}

function optionsOf({ certificates, scheme }: MatrixSigner, more: Partial<CadesOptions> = {}): CadesOptions {
  return { digest: scheme.digest, certificates, scheme, signingTime: new Date(), ...more };
}

function sign(content: CadesContent, signer: MatrixSigner, more?: Partial<CadesOptions>): Uint8Array {
  const options = optionsOf(signer, more);
  const prepared = prepareCades(content, options);
  return embedCades(prepared, { ...options, signature: signer.sign(prepared.signedAttributes) }, content);
}

function counterSign(cms: Uint8Array, signer: MatrixSigner): Uint8Array {
  const options = optionsOf(signer);
  const prepared = prepareCounterSignature(cms, options);
  return embedCounterSignature(prepared, { ...options, signature: signer.sign(prepared.signedAttributes) }, cms);
}

/** The same with indefinite lengths, and the content in pieces, as programs write that know no length in advance. */
function inBer(cms: Uint8Array): Uint8Array {
  const parts = splitSignedData(cms);
  const { content } = splitContent(parts.encapContentInfo);
  const open = (tag: number, ...contents: readonly Uint8Array[]) =>
    der.concat(Uint8Array.of(tag, 0x80), ...contents, Uint8Array.of(0, 0));
  const signed = content ? contentOctets(content) : new Uint8Array();
  const pieces = [0, 1, 2].map((piece) => der.octetString(signed.subarray(piece * 1000, (piece + 1) * 1000)));
  const encapsulated = open(0x30, der.oid('1.2.840.113549.1.7.1'), open(0xa0, open(0x24, ...pieces)));
  const sets = [der.element(0xa0, ...parts.certificates), der.element(0x31, ...parts.signerInfos)];
  const digests = der.element(0x31, ...parts.digestAlgorithms);
  const data = open(0x30, der.integer(parts.version), digests, encapsulated, ...sets);
  return open(0x30, der.oid('1.2.840.113549.1.7.2'), open(0xa0, data));
}
