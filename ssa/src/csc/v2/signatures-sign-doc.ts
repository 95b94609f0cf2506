import { longestMessage, nameAttributes } from '@chancery/pki';
import type { Evidence, Signer } from '@chancery/sca';
import type { CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import { base64urlOf } from '../hash-values.ts';
import type { CscCall, CscMethod } from '../method.ts';
import { refusalOfSam } from '../sam-refusal.ts';
import { callIdOf } from '../signing-call.ts';
import { refusalOfDocument } from './document-refusal.ts';
import { answered } from './operation-mode.ts';
import { evidenceOf, isLongTerm, needsEvidence, type Raising, raised, raisingFor, signerEvidence } from './raising.ts';
import { readSignDoc, type SignDocRequest } from './sign-doc-request.ts';
import { inTheirArrays, type Signed } from './signed-documents.ts';
import { type ToSign, toSign } from './to-sign.ts';
import { validationInfo } from './validation-info.ts';

/**
 * CSC API v2.2, 11.14: signatures/signDoc. Every mistake of form is found, every document prepared and the evidence of the signer had
 * before the SAM spends the SAD for all of them in one call; then the values are embedded and the signatures raised to their levels.
 */
export const signaturesSignDoc: CscMethod = async (call, deps) => {
  const asked = await readSignDoc(call, deps);
  const raising = await raisingFor(asked, deps);
  const { prepared, known } = await prepare(asked, raising).catch(refusalOfDocument);
  const values = await valuesOf(call, asked, prepared, deps);
  const { bearer, credential, clientData, later } = asked;
  await deps.record('csc.signed', bearer, { credentialID: credential.credentialID, n: values.length, clientData });
  const answer = () => finish(asked, raising, { prepared, known, values }).catch(refusalOfDocument);
  return answered(later, bearer, deps, answer);
};

interface Prepared {
  readonly prepared: readonly ToSign[];
  /** What is known of the signer's certificate, where it is wanted. */
  readonly known: readonly Evidence[];
}

async function prepare(asked: SignDocRequest, raising: Raising): Promise<Prepared> {
  const signer = signerOf(asked, raising);
  const prepared: ToSign[] = [];
  for (const entry of asked.entries) prepared.push(await toSign(entry, signer));
  const wanted = asked.wantsInfo || asked.entries.some(isLongTerm);
  return { prepared, known: wanted ? [await signerEvidence(asked.credential, raising)] : [] };
}

function signerOf({ credential, certificate, scheme }: SignDocRequest, { clock }: Raising): Signer {
  const { commonName } = nameAttributes(certificate.subject);
  const name = commonName === undefined ? {} : { name: commonName };
  return { certificates: credential.certificates, scheme, signingTime: clock(), ...name };
}

/**
 * Hashes that were authorized are those of documents: the SAM spends them for what is signed. For a key of SCAL2 it must be shown that they
 * belong together: by what the document's own digest stands in.
 */
async function valuesOf(
  call: CscCall,
  { sad, bearer, credential, scheme }: SignDocRequest,
  prepared: readonly ToSign[],
  { signing }: CscDeps,
): Promise<readonly Uint8Array[]> {
  const digests = prepared.map(({ dtbsr }) => base64urlOf(dtbsr));
  const documents = prepared.map(({ authorized }) => base64urlOf(authorized));
  const shown = credential.scal === 2 ? { attributes: prepared.map(attributesOf).map(base64urlOf) } : {};
  const by = { sad, client: bearer.client, key: credential.key, callId: callIdOf(call, bearer), scheme };
  const { signatures } = await signing
    .sign({ ...by, digests, documents, ...shown })
    .catch((error: unknown) => refusalOfSam(error, ofDocuments));
  return signatures.map((value) => Buffer.from(value, 'base64url'));
}

/** A SAD for DTBS/R allows no documents. */
const ofDocuments = { hash_not_authorized: 'documentsNotAuthorized', policy: 'documentsNotAuthorized' } as const;

/** The SAM takes no more than 64 KiB of each: the payload of a JWS is among them. */
function attributesOf({ attributes }: ToSign): Uint8Array {
  if (attributes === undefined || attributes.length > longestMessage) throw new CscError('documentsNotAuthorized');
  return attributes;
}

interface Valued extends Prepared {
  readonly values: readonly Uint8Array[];
}

async function finish(
  { credential, scheme, wantsInfo }: SignDocRequest,
  raising: Raising,
  { prepared, known, values }: Valued,
): Promise<object> {
  const { certificates } = credential;
  const signed: Signed[] = [];
  const evidence = [...known];
  for (const [i, one] of prepared.entries()) {
    const octets = await one.embed({ certificates, scheme, signature: values[i] ?? new Uint8Array() });
    const done = await raised(one, octets, raising);
    signed.push(done);
    const timed = one.entry.level !== 'B-B';
    if (needsEvidence(one.entry) || (wantsInfo && timed)) evidence.push(await evidenceOf(one, done, raising));
  }
  const withInfo = wantsInfo || prepared.some(({ entry }) => needsEvidence(entry));
  return { ...inTheirArrays(signed), ...(withInfo ? { validationInfo: validationInfo(evidence) } : {}) };
}
