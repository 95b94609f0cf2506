import { nameAttributes, parseCertificate } from '@chancery/pki';
import {
  type PreparedDocument,
  prepareDocument,
  ScaError,
  type SignatureForm,
  type Signer,
  type Stamp,
  schemeFor,
  serializeDocument,
  unshowable,
} from '@chancery/sca';
import {
  type Credential,
  type Freezing,
  findClient,
  freezeRequest,
  keptDocumentsOf,
  recordEvent,
  type SignatureRequest,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { stampOf } from '../levels/augmentation.ts';
import { randomToken } from '../random.ts';
import { type At, atDocument } from './at-document.ts';
import { certificatesOf } from './credential.ts';
import { originalName } from './document-names.ts';
import { end, reloaded } from './ended.ts';
import { formOf } from './stored-form.ts';

/**
 * Prepares every document, stores what embedding needs and only then says so in one statement (design: frozen from here on).
 * Two windows at once: one freezes, the other reads what was frozen. A document that cannot be signed ends the request.
 */
export async function freeze(
  deps: SsaDeps,
  request: SignatureRequest,
  credential: Credential,
): Promise<SignatureRequest> {
  const at: At = {};
  try {
    const frozen = await storeAll(deps, request, credential, at);
    await deps.store.db.transaction().execute(async (trx) => {
      if (!(await freezeRequest(trx, request.id, credential.id, frozen))) return;
      const about = { client: request.client_id, account: credential.account_id, object: request.id };
      const detail = { credential: credential.id, dtbsr: frozen.map(({ state }) => state.dtbsr) };
      await recordEvent(trx, { kind: 'request.prepared', at: deps.clock(), ...about, detail });
    });
    return reloaded(deps, request);
  } catch (error) {
    // Nothing is decided while an authority is away: the next visit freezes.
    if (error instanceof ScaError && error.code !== 'time-stamp-missing')
      return end(deps, request, 'failed', error.code, at.position);
    throw error;
  }
}

/** One document at a time, read in parts: a large batch must not be in memory at once. */
async function storeAll(deps: SsaDeps, request: SignatureRequest, credential: Credential, at: At): Promise<Freezing[]> {
  const frozen: Freezing[] = [];
  const signer = signerOf(deps, credential);
  const stamp: Stamp = async (...imprint) => (await stampFor(deps, request))(...imprint);
  for (const row of await keptDocumentsOf(deps.store.db, request.id)) {
    const { position } = row;
    const prepare = async () => {
      const original = await deps.documents.open(request.document_key, request.id, originalName(position));
      const form = withoutUnshowable(await formOf(deps, request, row), signer);
      return prepareDocument(original, form, signer, stamp).finally(() => original.close());
    };
    const prepared = await atDocument(at, position, prepare);
    frozen.push({ position, state: await storeOne(deps, request, position, prepared) });
  }
  return frozen;
}

/** A line with a name that no font has is left out: the certificate says it, and nobody is kept from signing by the letters of her name. */
function withoutUnshowable(form: SignatureForm, { name = '' }: Signer): SignatureForm {
  if (form.format !== 'pades' || form.appearance === undefined) return form;
  const { text = [], fonts } = form.appearance;
  if (unshowable(name, fonts ?? []) === undefined) return form;
  return { ...form, appearance: { ...form.appearance, text: text.filter((line) => !line.includes('{name}')) } };
}

async function stampFor(deps: SsaDeps, { client_id }: SignatureRequest): Promise<Stamp> {
  const client = await findClient(deps.store.db, client_id);
  return stampOf(deps, client?.group ?? '');
}

function signerOf({ clock }: SsaDeps, credential: Credential): Signer {
  const certificates = certificatesOf(credential);
  const own = certificates[0] as Uint8Array;
  const { commonName } = nameAttributes(parseCertificate(own).subject);
  const name = commonName === undefined ? {} : { name: commonName };
  return { certificates, scheme: schemeFor(own), signingTime: clock(), ...name };
}

async function storeOne(
  deps: SsaDeps,
  { id, document_key }: SignatureRequest,
  position: number,
  document: PreparedDocument,
) {
  const name = `${position}.prepared-${randomToken()}`;
  await deps.documents.put(document_key, id, name, Buffer.from(serializeDocument(document)));
  const { signature } = document;
  const { format } = signature;
  const container = 'container' in signature && signature.container ? { container: signature.container.kind } : {};
  const compact =
    signature.format === 'jades' && signature.packaging.serialization === 'compact' ? ({ compact: true } as const) : {};
  const [dtbsr, docSha256] = [signature.prepared.dtbsr, document.docSha256].map((x) =>
    Buffer.from(x).toString('base64url'),
  );
  return { name, format, ...container, ...compact, dtbsr: dtbsr as string, docSha256: docSha256 as string };
}
