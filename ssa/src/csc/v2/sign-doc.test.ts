import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { splitSignedData } from '@chancery/pki';
import { PDFDocument } from 'pdf-lib';
import { MemoryService, pin } from '../memory-service.test.ts';

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const sha256 = '2.16.840.1.101.3.4.2.1';
const pdf = await onePage();
const xml = base64('<agreement><party>Ana</party></agreement>');
const hash = createHash('sha256').update('a document that stays where it is').digest('base64');

let service: MemoryService;
before(async () => {
  service = await MemoryService.open();
});
beforeEach(() => {
  service.wrongPins = 0;
});
after(() => service.close());

async function onePage(): Promise<string> {
  const document = await PDFDocument.create();
  document.addPage([300, 300]);
  return base64(await document.save());
}

function base64(octets: string | Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

const post = (method: string, body: object) => service.post(method, body, undefined, 'v2');

async function sadFor(numSignatures: number, hashes?: readonly string[]): Promise<string> {
  const authData = [{ id: 'PIN', value: pin }];
  const asked = { credentialID: 'ec', numSignatures, authData, ...(hashes && { hashes }) };
  return (await post('credentials/authorize', asked)).body.SAD;
}

const signDoc = (SAD: string, body: object) => post('signatures/signDoc', { credentialID: 'ec', SAD, ...body });
const left = (SAD: string) => service.sads.get(SAD)?.free.length;

const document = { document: xml, signature_format: 'X', signAlgo: ecdsaWithSha256 };
const digest = { hashes: [hash], hashAlgorithmOID: sha256, signature_format: 'C', signAlgo: ecdsaWithSha256 };
const one = (change: object) => ({ documents: [{ ...document, ...change }] });
const beside = (change: object) => ({ documentDigests: [{ ...digest, ...change }] });
const prop = (attribute_name: string, attribute_value?: unknown) => ({
  signature_format: 'P',
  document: pdf,
  signed_props: [{ attribute_name, ...(attribute_value === undefined ? {} : { attribute_value }) }],
});

const later = (validity_period: unknown) => ({ operationMode: 'A', validity_period });
const tellingOf = (responseURI: unknown) => ({ ...one({}), ...later(1000), responseURI });
const refusals: [string, object, string][] = [
  ['neither', {}, 'Empty documentDigests and documents objects'],
  ['empty lists', { documents: [], documentDigests: [] }, 'Empty documentDigests and documents objects'],
  ['both', { ...one({}), ...beside({}) }, 'Both documentDigests and documents parameters passed'],
  ['documents that are no array', { documents: document }, 'Invalid array parameter documents'],
  ['a document that is a text', { documents: [xml] }, 'Invalid array parameter documents'],
  ['digests that are a text', { documentDigests: 'x' }, 'Invalid object parameter documentDigests'],
  ['a document that is not base64', one({ document: '<a/>' }), 'Invalid Base64 documents string parameter'],
  ['a document that is missing', one({ document: null }), 'Invalid Base64 documents string parameter'],
  ['a digest that is not base64', beside({ hashes: ['*'] }), 'Invalid Base64 hashes string parameter'],
  ['no digest', beside({ hashes: [] }), 'Invalid Base64 hashes string parameter'],
  ['a digest of another length', beside({ hashes: ['AAAA'] }), 'Invalid digest value length'],
  [
    'a digest that contradicts',
    beside({ hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' }),
    'String parameter hashAlgorithmOID contradicts with signAlgo parameter',
  ],
  [
    'no digest where the algorithm says none',
    beside({ signAlgo: '1.2.840.10045.2.1', hashAlgorithmOID: null }),
    'Missing (or invalid type) string parameter hashAlgorithmOID',
  ],
  ['no algorithm', one({ signAlgo: null }), 'Missing (or invalid type) string parameter signAlgo'],
  ['the algorithm of another key', one({ signAlgo: '1.2.840.113549.1.1.11' }), 'Invalid parameter signAlgo'],
  ['no format', one({ signature_format: null }), 'Missing (or invalid type) string parameter signature_format'],
  ['an unknown format', one({ signature_format: 'T' }), 'Invalid parameter signature_format'],
  ['a name every object has', one({ signature_format: 'constructor' }), 'Invalid parameter signature_format'],
  ['an unknown level', one({ conformance_level: 'AdES-B-X' }), 'Invalid parameter conformance_level'],
  ['a level of before the baseline', one({ conformance_level: 'AdES-T' }), 'Invalid parameter conformance_level'],
  ['a level that nobody gives time for', one({ conformance_level: 'AdES-B-T' }), 'Invalid parameter conformance_level'],
  [
    'an archive of what is not here',
    beside({ signature_format: 'X', conformance_level: 'AdES-B-LTA' }),
    'Invalid parameter conformance_level',
  ],
  [
    'the envelope of another format',
    one({ signed_envelope_property: 'Revision' }),
    'Invalid parameter signed_envelope_property',
  ],
  [
    'an envelope around a digest',
    beside({ signed_envelope_property: 'Attached' }),
    'Invalid parameter signed_envelope_property',
  ],
  ['a property that is no list', one({ signed_props: 'Reason' }), 'Invalid parameter signed_props'],
  [
    'a property of another format',
    one(prop('mime-type', base64('text/plain'))),
    'Invalid parameter signed_props: mime-type',
  ],
  ['a property without a value', one(prop('Reason')), 'Invalid parameter signed_props: Reason'],
  ['a property of two lines', one(prop('Reason', base64('a\nb'))), 'Invalid parameter signed_props: Reason'],
  ['a container of a PDF', one({ ...prop('Name'), container: 'ASiC-S' }), 'Invalid parameter container'],
  [
    'a parallel signature in a container',
    one({ signature_format: 'C', signed_envelope_property: 'parallel', container: 'ASiC-S' }),
    'Invalid parameter container',
  ],
  [
    'a parallel signature of a digest',
    beside({ signed_envelope_property: 'Parallel' }),
    'Invalid parameter signed_envelope_property',
  ],
  [
    'a parallel signature in XML',
    one({ signed_envelope_property: 'Parallel' }),
    'Invalid parameter signed_envelope_property',
  ],
  [
    'a parallel signature beside none',
    one({ signature_format: 'C', signed_envelope_property: 'Parallel' }),
    'Invalid parameter documents: one of them is damaged',
  ],
  [
    'one beside no JSON signature',
    one({ signature_format: 'J', signed_envelope_property: 'Parallel' }),
    'Invalid parameter documents: one of them is damaged',
  ],
  ['an unknown container', one({ container: 'ZIP' }), 'Invalid parameter container'],
  ['a name of half a character', one({ document_name: 'a\ud800' }), 'Invalid parameter document_name'],
  ['a name of two lines', one({ document_name: 'a\nb' }), 'Invalid parameter document_name'],
  ['a name that is too long', one({ document_name: 'a'.repeat(256) }), 'Invalid parameter document_name'],
  ['what is no PDF', one({ signature_format: 'P' }), 'Invalid parameter documents: one of them is no PDF'],
  ['what is no XML', one({ document: pdf }), 'Invalid parameter documents: one of them is damaged'],
  ['a flag that is a text', { ...one({}), returnValidationInfo: 'true' }, 'Invalid parameter returnValidationInfo'],
  ['a mode that is none', { ...one({}), operationMode: 'B' }, 'Invalid parameter operationMode'],
  ['half a millisecond', { ...one({}), ...later(1000.5) }, 'Invalid parameter validity_period'],
  ['a time that is a text', { ...one({}), ...later('1000') }, 'Invalid parameter validity_period'],
  ['no time to fetch it', { ...one({}), ...later(999) }, 'Out of bounds parameter validity_period'],
  ['more than a day', { ...one({}), ...later(86_400_001) }, 'Out of bounds parameter validity_period'],
  ['an address nobody registered', tellingOf('https://a.example/answers'), 'Invalid parameter response_uri'],
  [
    'the one that is registered without its query',
    tellingOf('https://app.example/answers'),
    'Invalid parameter response_uri',
  ],
  ['the same in other letters', tellingOf('https://APP.example/answers?of=ana'), 'Invalid parameter response_uri'],
  ['an address that is a number', tellingOf(5), 'Invalid parameter response_uri'],
  ['clientData that is a number', { ...one({}), clientData: 5 }, 'Invalid parameter clientData'],
  ['another rank', { ...one({}), signatureQualifier: 'eu_eidas_qes' }, 'Invalid parameter signatureQualifier'],
  [
    'two algorithms',
    {
      documents: [document, { ...document, signAlgo: '1.2.840.10045.2.1', hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' }],
    },
    'Invalid parameter signAlgo: all signatures of one request are by one algorithm',
  ],
];
test('signDoc refuses each mistake in its own words, and none of them spends the SAD', async () => {
  const SAD = await sadFor(1);
  for (const [name, body, error_description] of refusals) {
    const answer = await signDoc(SAD, body);
    assert.deepEqual([answer.status, answer.body], [400, { error: 'invalid_request', error_description }], name);
  }
  assert.equal(left(SAD), 1);
});

test('evidence that nobody has is found missing before anything is spent', async () => {
  const SAD = await sadFor(1);
  const answer = await signDoc(SAD, { ...one({}), returnValidationInfo: true });
  assert.deepEqual([answer.status, answer.body.error, left(SAD)], [503, 'temporarily_unavailable', 1]);
});

const wholes: [string, object, RegExp][] = [
  ['P, certified', { signature_format: 'P', document: pdf }, /^%PDF-[\s\S]*DocMDP/],
  [
    'P, in another house’s word',
    { signature_format: 'P', document: pdf, signed_envelope_property: 'ENVELOPED' },
    /^(?![\s\S]*DocMDP)%PDF-/,
  ],
  ['X, enveloped', {}, /^<agreement><party>Ana<\/party><ds:Signature/],
  ['X, enveloping', { signed_envelope_property: 'Enveloping', document: pdf }, /^<\?xml[^>]*>\s*<ds:Signature/],
  ['C, attached', { signature_format: 'c' }, /<agreement>/],
  ['J, attached', { signature_format: 'J' }, /^\{"payload":"/],
  ['C in ASiC-S', { signature_format: 'C', container: 'ASiC-S', document_name: 'a/b.xml' }, /^PK[\s\S]*a_b\.xml/],
  ['X in ASiC-E', { container: 'asic-e', document_name: 'b.xml' }, /^PK[\s\S]*b\.xml/],
];
for (const [name, change, shape] of wholes) {
  test(`a document signed by ${name}, is a DocumentWithSignature`, async () => {
    const { status, body } = await signDoc(await sadFor(1), one(change));
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([Object.keys(body), body.DocumentWithSignature.length], [['DocumentWithSignature'], 1]);
    assert.match(Buffer.from(body.DocumentWithSignature[0], 'base64').toString('latin1'), shape);
  });
}

const besides: [string, object, RegExp][] = [
  ['C', one({ signature_format: 'C', signed_envelope_property: 'DETACHED' }), /^0/],
  [
    'X',
    one({ signed_envelope_property: 'detached', document_name: 'a.xml' }),
    /^<\?xml[^>]*>\s*<ds:Signature[\s\S]*URI="a.xml"/,
  ],
  ['J', one({ signature_format: 'J', signed_envelope_property: 'Detached' }), /^\{(?!"payload")/],
  ['C, of a digest', beside({}), /^0/],
  ['C, of a digest that is no list', beside({ hashes: hash }), /^0/],
  ['P, of a digest', beside({ signature_format: 'P' }), /^0/],
  ['X, of a digest', beside({ signature_format: 'X' }), /^<\?xml[^>]*>\s*<ds:Signature/],
  ['J, of a digest', beside({ signature_format: 'J' }), /^\{/],
];
for (const [name, body, shape] of besides) {
  test(`a signature beside what it is over (${name}) is a SignatureObject`, async () => {
    const answer = await signDoc(await sadFor(1), body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual([Object.keys(answer.body), answer.body.SignatureObject.length], [['SignatureObject'], 1]);
    assert.match(Buffer.from(answer.body.SignatureObject[0], 'base64').toString('latin1'), shape);
  });
}

test('one request signs several, by several formats: each in its array, in the order of the request', async () => {
  const documents = [
    { ...document, signature_format: 'C', signed_envelope_property: 'Detached' },
    document,
    { ...document, signature_format: 'P', document: pdf },
  ];
  const SAD = await sadFor(3);
  const { body } = await signDoc(SAD, { documents });
  const [first, second] = body.DocumentWithSignature.map((each: string) => Buffer.from(each, 'base64').toString());
  assert.deepEqual([first.slice(0, 10), second.slice(0, 5), body.SignatureObject.length], ['<agreement', '%PDF-', 1]);
  assert.equal(left(SAD), 0);
});

test('what the signer states stands in the PDF, her name as her certificate has it where she says none', async () => {
  const signed_props = [
    ['Reason', 'Approved'],
    ['Location', 'Madrid'],
    ['ContactInfo', 'ana@example.org'],
    ['Name', undefined],
  ].map(([attribute_name, value]) => ({ attribute_name, attribute_value: value && base64(value) }));
  const { body } = await signDoc(await sadFor(1), one({ signature_format: 'P', document: pdf, signed_props }));
  const text = Buffer.from(body.DocumentWithSignature[0], 'base64').toString('latin1');
  for (const stated of [
    '/Reason (Approved)',
    '/Location (Madrid)',
    '/ContactInfo (ana@example.org)',
    '/Name (alice ec)',
  ])
    assert.ok(text.replace(/\/(\w+)\(/g, '/$1 (').includes(stated), stated);
});

test('a PDF that is signed takes a revision; a certification of it, asked for by name, is refused', async () => {
  const { body } = await signDoc(
    await sadFor(1),
    one({ signature_format: 'P', document: pdf, signed_envelope_property: 'Revision' }),
  );
  const [signed] = body.DocumentWithSignature;
  const again = one({ signature_format: 'P', document: signed });
  assert.equal((await signDoc(await sadFor(1), again)).status, 200);
  const SAD = await sadFor(1);
  const certified = one({ signature_format: 'P', document: signed, signed_envelope_property: 'Certification' });
  assert.equal((await signDoc(SAD, certified)).body.error_description, 'Invalid parameter signed_envelope_property');
  assert.equal(left(SAD), 1);
});

for (const signature_format of ['C', 'J'])
  test(`a parallel signature (${signature_format}) stands beside those there are, over the content that was authorized`, async () => {
    const first = await signDoc(await sadFor(1), one({ signature_format }));
    const [signed] = first.body.DocumentWithSignature;
    const content = createHash('sha256').update(Buffer.from(xml, 'base64')).digest('base64');
    const parallel = one({ signature_format, document: signed, signed_envelope_property: 'Parallel' });
    const SAD = await sadFor(1, [content]);
    const { status, body } = await signDoc(SAD, parallel);
    assert.deepEqual([status, body.DocumentWithSignature, body.SignatureObject?.length], [200, undefined, 1]);
    const both = Buffer.from(body.SignatureObject[0], 'base64');
    assert.equal(
      signature_format === 'C' ? splitSignedData(both).signerInfos.length : JSON.parse(String(both)).signatures.length,
      2,
    );
    const file = createHash('sha256').update(Buffer.from(signed, 'base64')).digest('base64');
    assert.equal(
      (await signDoc(await sadFor(1, [file]), parallel)).body.error,
      'invalid_hash',
      'of the file, not of its content',
    );
  });

test('hashes that were authorized are those of the documents: another one is refused, and nothing is spent', async () => {
  const own = createHash('sha256').update(Buffer.from(xml, 'base64')).digest('base64');
  const SAD = await sadFor(2, [own, hash]);
  const refused = await signDoc(SAD, one({ document: base64('<other/>') }));
  const error_description = 'Document or documentDigest does not match authorized hash';
  assert.deepEqual([refused.status, refused.body], [403, { error: 'invalid_hash', error_description }]);
  assert.equal((await signDoc(SAD, one({}))).status, 200);
  assert.equal((await signDoc(SAD, beside({}))).status, 200);
});

test('more documents than are left are not authorized by the SAD', async () => {
  const SAD = await sadFor(1);
  const refused = await signDoc(SAD, { documents: [document, document] });
  const text = 'documentDigests or documents are not authorized by the SAD';
  assert.deepEqual([refused.status, refused.body.error_description, left(SAD)], [400, text, 1]);
});

/** The token of scope credential of one who approved this, and its SAD. */
function approved(token: string, hashes: readonly string[], binds?: 'sdr'): string {
  const asBound = hashes.map((each) => Buffer.from(each, 'base64').toString('base64url'));
  const { sad } = service.issueSad('far', hashes.length, { hashes: asBound, ...(binds && { binds }) });
  service.credentialTokens.set(token, { sad, credentialID: 'far' });
  service.tokens.set(token, { client: 'app', account: 'alice', scopes: ['credential'], credentialID: 'far' });
  return sad;
}

const signFar = (token: string, body: object) =>
  service.post('signatures/signDoc', { credentialID: 'far', ...body }, `Bearer ${token}`, 'v2');

test('the signer of a SCAL2 key who approved what is signed itself has approved no document', async () => {
  const sad = approved('ct-dtbsr', [hash]);
  const refused = await signFar('ct-dtbsr', beside({}));
  const text = 'documentDigests or documents are not authorized by the SAD';
  assert.deepEqual([refused.status, refused.body.error_description, left(sad)], [400, text, 1]);
});

test('one who approved documents has them signed where what is signed shows them: by a CMS, a JWS or an XML signature over them, and by nothing else', async () => {
  const own = createHash('sha256').update(Buffer.from(xml, 'base64')).digest('base64');
  const sad = approved('ct-sdr', [...Array.from({ length: 8 }, () => own), hash], 'sdr');
  const text = 'documentDigests or documents are not authorized by the SAD';
  const unseen = { signature_format: 'C', container: 'ASiC-E' };
  for (const change of [{}, { signature_format: 'P', document: pdf }, unseen]) {
    const refused = await signFar('ct-sdr', one(change));
    assert.deepEqual([refused.status, refused.body.error_description, left(sad)], [400, text, 9]);
  }
  for (const change of [{}, { signed_envelope_property: 'Detached' }, { container: 'ASiC-S' }]) {
    const signed = await signFar('ct-sdr', one({ signature_format: 'C', ...change }));
    assert.equal(signed.status, 200, JSON.stringify(signed.body));
  }
  for (const change of [{}, { signed_envelope_property: 'Detached' }])
    assert.equal((await signFar('ct-sdr', one({ signature_format: 'J', ...change }))).status, 200);
  for (const change of [
    { signed_envelope_property: 'Enveloping' },
    { signed_envelope_property: 'Detached' },
    { container: 'ASiC-E' },
  ])
    assert.equal((await signFar('ct-sdr', one(change))).status, 200);
  const long = one({ signature_format: 'J', document: base64(Buffer.alloc(60_000)) });
  assert.equal((await signFar('ct-sdr', long)).body.error_description, text);
  const other = await signFar('ct-sdr', one({ signature_format: 'C', document: pdf }));
  assert.deepEqual([other.status, other.body.error, left(sad)], [403, 'invalid_hash', 1]);
  assert.equal((await signFar('ct-sdr', beside({ signature_format: 'P' }))).status, 200);
});

test('a credential is also found by the rank of its signatures: the newest that can sign', async () => {
  const { body } = await signDoc('x', { ...one({}), credentialID: null, signatureQualifier: 'za_ecta_aes' });
  assert.equal(body.error_description, 'Invalid parameter signatureQualifier');
  service.change('ec', { signatureQualifier: 'za_ecta_aes' });
  const found = await signDoc(await sadFor(1), { ...one({}), credentialID: null, signatureQualifier: 'za_ecta_aes' });
  service.change('ec', { signatureQualifier: 'eu_eidas_aes' });
  assert.equal(found.status, 200, JSON.stringify(found.body));
});

test('a body of documents may be large, and no larger than is held', async () => {
  const large = base64(Buffer.alloc(1024 * 1024, 0x20));
  const { status } = await signDoc(await sadFor(1), one({ signature_format: 'C', document: large }));
  assert.equal(status, 200);
});

test('an answer for later: the SAD is spent at once, 202 until there is one, and the same each time, for its client alone', async () => {
  const held = Promise.withResolvers<void>();
  service.heldBack = held.promise;
  const SAD = await sadFor(1);
  const { responseID } = (await signDoc(SAD, { ...one({}), ...later(60_000) })).body;
  service.heldBack = Promise.resolve();
  const poll = (requestID: string, bearer = 'at-alice') =>
    service.post('signatures/signPolling', { requestID }, `Bearer ${bearer}`, 'v2');
  const waiting = await poll(responseID);
  assert.deepEqual([waiting.status, waiting.body.error, left(SAD)], [202, 'accepted_request', 0]);
  held.resolve();
  const [first, again] = [await poll(responseID), await poll(responseID)];
  assert.deepEqual([first.status, first.body.DocumentWithSignature?.length, again.body], [200, 1, first.body]);
  for (const answer of [await poll(responseID, 'at-other'), await poll('unknown')])
    assert.deepEqual([answer.status, answer.body.error_description], [400, 'Invalid parameter requestID']);
});

test('who is to be told that the answer is there has that address registered: not for another client, and not for a call that is answered now', async () => {
  const { responseUri: response_uri } = service;
  const SAD = await sadFor(2);
  const other = { credentialID: 'ec', SAD, ...one({}), ...later(60_000), response_uri };
  const refused = await service.post('signatures/signDoc', other, 'Bearer at-other', 'v2');
  assert.equal(refused.body.error_description, 'Invalid parameter response_uri');
  assert.equal((await signDoc(SAD, { ...one({}), response_uri })).status, 200);
  assert.deepEqual([service.told, left(SAD)], [[], 1]);
  const { body } = await signDoc(SAD, { ...one({}), ...later(60_000), response_uri });
  assert.ok(body.responseID);
  assert.deepEqual(service.told, [response_uri]);
});

test('signPolling refuses no id, and a user beside a token that knows one', async () => {
  for (const [body, text] of [
    [{}, 'Missing (or invalid type) string parameter requestID'],
    [{ requestID: 'x', userID: 'alice' }, 'userID parameter SHALL be null'],
    [{ requestID: 'x', clientData: 5 }, 'Invalid parameter clientData'],
  ] as const)
    assert.equal((await post('signatures/signPolling', body)).body.error_description, text);
});
