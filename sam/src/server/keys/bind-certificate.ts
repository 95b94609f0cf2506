import {
  type Certificate,
  encodeName,
  type Name,
  PkiError,
  parseCertificate,
  parseName,
  signatureKind,
} from '@chancery/pki';
import type { BindRequest } from '../../client/index.ts';
import { activeSigner } from '../approval/signer.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { standingOf } from '../trust/organization.ts';
import { loadKey, type StoredKey, sealKey, sha256, swapKey } from './key-store.ts';

/**
 * Binds a certificate to a pending key (EN 419 241-1 SRC_SKS: no signature before; TS 119 431-1, certificate linking): only
 * one over this public key, whose subject is the identity record, in its time. Then the key is active.
 */
export async function bindCertificate(sam: Sam, request: BindRequest): Promise<{ keyState: 'active' }> {
  const chain = request.chain.map((der) => Buffer.from(der, 'base64url'));
  const certificate = parseChain(chain);
  const key = await loadKey(sam.db, sam.module, request.key);
  if (isBound(key, certificate)) return { keyState: 'active' };
  if (key.header.state !== 'cert_pending') refuse('key_state', `key ${key.header.state}`);
  requireSameKey(key, certificate);
  await requireSubject(sam, key, certificate);
  requireInTime(certificate, sam.clock());
  await activateKey(sam, key, chain, certificate);
  return { keyState: 'active' };
}

function parseChain(chain: readonly Uint8Array[]): Certificate {
  try {
    const [certificate] = chain.map((der) => parseCertificate(der));
    return certificate ?? refuse('invalid', 'empty chain');
  } catch (error) {
    if (error instanceof PkiError) return refuse('invalid', `certificate: ${error.message}`, error);
    throw error;
  }
}

function isBound({ header }: StoredKey, { der }: Certificate): boolean {
  return header.state === 'active' && header.certSha256 !== null && sha256(der).equals(header.certSha256);
}

function requireSameKey({ spki }: StoredKey, certificate: Certificate): void {
  if (!Buffer.from(certificate.spki).equals(spki)) refuse('policy', 'the certificate is over another key');
}

async function requireSubject(sam: Sam, { signer }: StoredKey, certificate: Certificate): Promise<void> {
  const { identity } = await activeSigner(sam.db, sam.module, signer);
  await standingOf(sam, identity);
  if (signatureKind(certificate) !== (identity.kind === 'legal' ? 'seal' : 'signature'))
    refuse('policy', 'the certificate is of the other kind: for seals, or for signatures');
  const expected = attributesIn(parseName(encodeName(identity.attributes)));
  if (attributesIn(certificate.subject) !== expected) refuse('policy', 'the subject is not the identity record');
}

// All attributes, none more: a CA may order them and choose string types as it likes.
function attributesIn({ attributes }: Name): string {
  return JSON.stringify(attributes.map(({ oid, value }) => `${oid}=${value}`).sort());
}

function requireInTime({ notBefore, notAfter }: Certificate, now: Date): void {
  if (now < notBefore || now > notAfter) refuse('policy', 'certificate out of its time');
}

async function activateKey(
  sam: Sam,
  key: StoredKey,
  chain: readonly Uint8Array[],
  { der }: Certificate,
): Promise<void> {
  const certSha256 = sha256(der);
  const { record } = await sam.module.call({
    command: 'transition',
    record: key.record,
    to: 'active',
    set: { certSha256 },
  });
  const row = await sealKey(sam.module, { ...key, record, chain }, sam.clock());
  await sam.audit.commit(async (trx) => {
    await swapKey(trx, key, row);
    const detail = { certSha256: certSha256.toString('base64url') };
    const event = {
      ev: 'CERT_BOUND',
      outcome: 'ok',
      actor: 'ssa',
      subject: key.signer,
      object: key.key,
      detail,
    } as const;
    return { value: undefined, events: [event] };
  });
}
