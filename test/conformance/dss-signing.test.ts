import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { below, type Holder, newKey, sampleRoot } from '../../pki/src/testing/sample-authority.ts';
import { type Judge, openJudge, type SigningTask } from './dss.ts';

const xml = Buffer.from('<order xmlns="urn:example"><item Id="one">1</item></order>');
let judge: Judge;
let holder: Holder;

before(async () => {
  judge = await openJudge();
  holder = await below(await sampleRoot('Root'), 'Signer', { key: newKey() });
});
after(() => judge.close());

function task(more: Pick<SigningTask, 'format' | 'packaging' | 'document'>): SigningTask {
  const key = new Uint8Array(holder.key.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const { der } = holder.certificate;
  return { key, certificates: [der], encryption: 'ECDSA', digest: 'SHA256', warmUp: 1, rounds: 2, ...more };
}

for (const format of ['CAdES', 'XAdES'] as const) {
  test(`${format} is signed in a loop by DSS and its times come back`, async () => {
    const { wall, cpu, signed } = await judge.benchSign(
      task({ format, packaging: 'ENVELOPING', document: { bytes: xml } }),
    );
    assert.equal(wall.length, 2);
    assert.ok(wall.every((time) => time > 0) && cpu > 0);
    const { signatures } = await judge.validate({ bytes: signed }, { roots: [] });
    assert.equal(signatures[0]?.level, `${format}-BASELINE-B`);
  });
}

async function envelopedXml(): Promise<Buffer> {
  const { signed } = await judge.benchSign(task({ format: 'XAdES', packaging: 'ENVELOPED', document: { bytes: xml } }));
  return Buffer.from(signed);
}

test('the JDK finds every reference of an XML signature whole', async () => {
  const [found, ...more] = await judge.xmlSignatures({ bytes: await envelopedXml() }, [holder.certificate.der]);
  assert.deepEqual(
    [found?.valid, found?.valueValid, found?.references.map(({ valid }) => valid)],
    [true, true, [true, true]],
  );
  assert.deepEqual(more, []);
});

test('the JDK names the reference that does not match', async () => {
  const changed = Buffer.from((await envelopedXml()).toString().replace('>1</item>', '>2</item>'));
  const [found] = await judge.xmlSignatures({ bytes: changed }, [holder.certificate.der]);
  assert.deepEqual([found?.valid, found?.references.map(({ valid }) => valid)], [false, [false, true]]);
});

test('the JDK refuses the key of somebody else', async () => {
  const other = await below(await sampleRoot('Other root'), 'Other');
  const [found] = await judge.xmlSignatures({ bytes: await envelopedXml() }, [other.certificate.der]);
  assert.deepEqual([found?.valid, found?.valueValid], [false, false]);
});

test('a detached reference is read from what was handed over, and from nothing else', async () => {
  const document = { bytes: xml, name: 'order.xml' };
  const { signed } = await judge.benchSign(task({ format: 'XAdES', packaging: 'DETACHED', document }));
  const [found] = await judge.xmlSignatures({ bytes: signed }, [holder.certificate.der], [document]);
  assert.equal(found?.valid, true);
  const nothing = judge.xmlSignatures({ bytes: signed }, [holder.certificate.der]);
  await assert.rejects(nothing, /order\.xml was not handed over/);
});

test('a document type is refused', async () => {
  const hostile = Buffer.from('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>');
  await assert.rejects(judge.xmlSignatures({ bytes: hostile }, [holder.certificate.der]), /DOCTYPE/);
});

test('a key that does not fit is refused in the words of Java', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'der', type: 'pkcs8' });
  const wrong = { ...task({ format: 'CAdES', packaging: 'DETACHED', document: { bytes: xml } }), key: rsa };
  await assert.rejects(judge.benchSign(wrong), /InvalidKeySpecException/);
});

test('the key is found among several', async () => {
  const other = await below(await sampleRoot('Other root'), 'Other');
  const certificates = [other.certificate.der, holder.certificate.der];
  const [found] = await judge.xmlSignatures({ bytes: await envelopedXml() }, certificates);
  assert.equal(found?.valid, true);
});
