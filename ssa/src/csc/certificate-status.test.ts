/** What is told of a certificate's status, when its authority is asked again, and what it then does to authorize. */
import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ConnectorError } from '@chancery/connectors/revocation';
import {
  buildOcspResponse,
  type Certificate,
  type CertificateStatus,
  certificateId,
  parseCertificate,
} from '@chancery/pki';
import { MemoryService, pin } from './memory-service.test.ts';

const hour = 3_600_000;
let service: MemoryService;
let asked = 0;

before(async () => {
  service = await MemoryService.open();
});
after(() => service.close());

/** A credential of alice whose authority was last heard so long ago, and now says this. */
async function heard(id: string, ago: number, says: CertificateStatus | Error): Promise<void> {
  const leaf = await service.certify(id, service.keys.get('ec')!.spki, { ocspUrl: 'http://authority.example/ocsp' });
  const { account, signer } = service.credentials.get('ec')!;
  const statusSeen = new Date(Date.now() - ago);
  service.credentials.set(id, {
    ...service.credentials.get('ec')!,
    account,
    signer,
    credentialID: id,
    statusSeen,
    certificates: [leaf, service.root],
  });
  asked = 0;
  service.ocsp = async (certificate) => {
    asked++;
    if (says instanceof Error) throw says;
    return answer(certificate, says);
  };
}

function answer(certificate: Certificate, status: CertificateStatus): Promise<Uint8Array> {
  const [issuer, at] = [parseCertificate(service.root), new Date()];
  const times = { thisUpdate: at, nextUpdate: new Date(at.getTime() + hour), producedAt: at };
  const said = { id: certificateId(certificate, issuer), status, ...times, responder: issuer, certificates: [] };
  return buildOcspResponse(said, { kind: 'ecdsa', digest: 'sha256' }, (data) =>
    sign('sha256', data, service.authority.privateKey),
  );
}

async function told(credentialID: string) {
  return (await service.post('credentials/info', { credentialID })).body.cert.status;
}

test('what was heard within the hour is told, and nobody is asked', async () => {
  await heard('fresh', hour / 2, { kind: 'revoked', at: new Date() });
  assert.deepEqual([await told('fresh'), asked], ['valid', 0]);
});

test('older knowledge is renewed before it is told, once for all who ask, in both dialects', async () => {
  const at = new Date();
  for (const [id, says, status] of [
    ['good', { kind: 'good' }, 'valid'],
    ['held', { kind: 'revoked', at, reason: 'certificateHold' }, 'suspended'],
    ['lost', { kind: 'revoked', at, reason: 'keyCompromise' }, 'revoked'],
  ] as const) {
    await heard(id, 2 * hour, says);
    assert.deepEqual(await Promise.all([told(id), told(id)]), [status, status]);
    const v2 = await service.post('credentials/info', { credentialID: id }, undefined, 'v2');
    assert.deepEqual([v2.body.cert.status, asked], [status, 1]);
  }
});

test('where the authority is away, or knows nothing, no status is told: and it is not asked again within the minute', async () => {
  for (const [id, says] of [
    ['away', new ConnectorError('unreachable', 'away')],
    ['unknown', { kind: 'unknown' }],
  ] as const) {
    await heard(id, 2 * hour, says);
    for (let n = 0; n < 2; n++) assert.equal(await told(id), undefined, id);
    assert.equal(asked, 1);
  }
});

test('a certificate that names no place, one past its time and one that is revoked are not asked about', async () => {
  await heard('any', 0, { kind: 'good' });
  const statusSeen = new Date(Date.now() - 2 * hour);
  for (const certStatus of ['valid', 'expired', 'revoked'] as const) {
    service.change('rsa', { certStatus, statusSeen });
    assert.deepEqual([await told('rsa'), asked], [certStatus, 0]);
  }
  const refused = await service.post('credentials/authorize', { credentialID: 'rsa', numSignatures: 1, PIN: pin });
  assert.equal(refused.body.error_description, 'Invalid certificate status');
});
