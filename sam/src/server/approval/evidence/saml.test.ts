import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { GroupPolicy } from '../../config.ts';
import { type Bench, digest, onEmbedded, refusedWith, returnUrl } from '../../testing/bench.ts';
import { type Asserted, mfa, TestSamlIdp } from '../../testing/saml-identity-provider.ts';
import { type Act, SoftwareAuthenticator } from '../../testing/software-authenticator.ts';

const policy: GroupPolicy = {
  group: 'g_1',
  id: 'idp-fresh',
  scal1: ['saml'],
  scal2: ['webauthn', 'saml'],
  decides: ['saml'],
};

onEmbedded('a SAML assertion as evidence', (bench) => {
  let idp: TestSamlIdp;
  let somebody: Somebody;
  before(async () => {
    idp = await TestSamlIdp.make();
    await bench().officers({ idps: [bench().idp.trusted, idp.trusted], policies: [policy] });
    const person = await enrolled(bench(), idp);
    somebody = { person, key: await bench().key(person) };
  });

  test('enrols a person, makes a key and signs: the provider’s own login, each time fresh', async () => {
    const { chal, person, act } = await asked(bench(), somebody);
    await bench().sic.approve({ chal, evidence: [idp.response(act.ih, { subject: person.subject })] });
    assert.equal((await bench().ssa.status(chal)).state, 'activated');
  });

  test('signed as a whole, or both as a whole and in part, it holds as well', async () => {
    for (const signs of [['_response'], ['_assertion', '_response']] as const) {
      const { chal, person, act } = await asked(bench(), somebody);
      await bench().sic.approve({ chal, evidence: [idp.response(act.ih, { subject: person.subject, signs })] });
    }
  });

  test('the page is told where: the ID of the request is the intent hash, a login is forced, the return is here', async () => {
    const { chal, act } = await asked(bench(), somebody);
    const { authorizeUrl = '' } = (await bench().sic.fetch(chal)).idp ?? {};
    const { searchParams } = new URL(authorizeUrl);
    const request = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
    assert.equal(searchParams.get('RelayState'), chal);
    assert.match(request, new RegExp(` ID="_${Buffer.from(act.ih).toString('hex')}"`));
    assert.match(request, / ForceAuthn="true"/);
    assert.match(request, / AssertionConsumerServiceURL="https:\/\/sic\.example\/saml\/acs"/);
    assert.match(request, new RegExp(`<a:AuthnContextClassRef>${mfa}</a:AuthnContextClassRef>`));
  });

  const saying: [string, Partial<Asserted>][] = [
    ['with an old InResponseTo', { inResponseTo: `_${'0'.repeat(64)}` }],
    ['with none', { before: (xml) => xml.replaceAll(/ InResponseTo="[^"]*"/g, '') }],
    ['for another audience', { audience: 'https://sp.example' }],
    [
      'for two audiences',
      { before: (xml) => xml.replace('</saml:Audience>', '</saml:Audience><saml:Audience>b</saml:Audience>') },
    ],
    [
      'without an audience',
      { before: (xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, '') },
    ],
    ['for another recipient', { recipient: 'https://sp.example/saml/acs' }],
    ['past its time', { until: -60 }],
    [
      'not valid yet',
      {
        before: (xml) => xml.replace(/NotBefore="[^"]*"/, `NotBefore="${new Date(Date.now() + 60_000).toISOString()}"`),
      },
    ],
    ['without an end', { before: (xml) => xml.replace(/(<saml:Conditions[^>]*) NotOnOrAfter="[^"]*"/, '$1') }],
    [
      'whose confirmation has no end',
      { before: (xml) => xml.replace(/(Recipient="[^"]*") NotOnOrAfter="[^"]*"/, '$1') },
    ],
    ['of a login before the intent: silent single sign-on', { authnInstant: -60 }],
    ['of a login in the future', { authnInstant: 60 }],
    ['of no login', { before: (xml) => xml.replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, '') }],
    ['of another issuer', { issuer: 'https://saml.example/evil' }],
    ['of another person', { subject: 'somebody-else' }],
    [
      'of two persons',
      { before: (xml) => xml.replace('</saml:NameID>', '</saml:NameID><saml:NameID>b</saml:NameID>') },
    ],
    ['confirmed otherwise than by bearing it', { before: (xml) => xml.replace('cm:bearer', 'cm:sender-vouches') }],
    [
      'under a condition that nobody understands',
      { before: (xml) => xml.replace('</saml:Conditions>', '<saml:Condition/></saml:Conditions>') },
    ],
    ['in a time zone', { before: (xml) => xml.replace(/(AuthnInstant="[^Z]*)Z/, '$1+00:00') }],
    [
      'of another version',
      { before: (xml) => xml.replace('ID="_assertion" Version="2.0"', 'ID="_assertion" Version="1.1"') },
    ],
  ];
  const forging: [string, Partial<Asserted>][] = [
    ['that is not signed', { signs: [] }],
    ['changed after it was signed', { after: (xml) => xml.replace('Ada', 'Eva') }],
    ['changed in a response that was signed', { signs: ['_response'], after: (xml) => xml.replace('Ada', 'Eva') }],
    ['with a comment in its NameID', { after: (xml) => xml.replace('</saml:NameID>', '<!-- -->.evil</saml:NameID>') }],
    [
      'with a comment between two halves of its NameID',
      { after: (xml) => xml.replace(/<saml:NameID>(.)/, '<saml:NameID>$1<!-- -->') },
    ],
    ['with an instruction in its NameID', { before: (xml) => xml.replace('</saml:NameID>', '<?x y?></saml:NameID>') }],
    ['with a document type', { after: (xml) => `<!DOCTYPE a [<!ENTITY b "c">]>${xml}` }],
    ['among two', { before: (xml) => xml.replace('<saml:Assertion ', `${forged(xml)}<saml:Assertion `) }],
    [
      'wrapped: a forged one before the signed',
      { after: (xml) => xml.replace('<saml:Assertion ', `${forged(xml)}<saml:Assertion `) },
    ],
    [
      'wrapped: a forged one behind the signed',
      { after: (xml) => xml.replace('</samlp:Response>', `${forged(xml)}</samlp:Response>`) },
    ],
    [
      'wrapped: the signed one within a forged',
      {
        after: (xml) =>
          xml.replace(assertion, (real) => forged(xml).replace('</saml:Assertion>', `${real}</saml:Assertion>`)),
      },
    ],
    [
      'wrapped: the signed one in an extension',
      {
        after: (xml) => xml.replace(assertion, (real) => `<samlp:Extensions>${real}</samlp:Extensions>${forged(xml)}`),
      },
    ],
    ['wrapped: the signed one in an object of its signature', { after: (xml) => inItsSignature(xml) }],
    [
      'wrapped: a forged one of the same ID',
      {
        after: (xml) =>
          xml.replace(assertion, (real) => `${forged(xml, '_assertion')}<samlp:Extensions>${real}</samlp:Extensions>`),
      },
    ],
    [
      'wrapped: a signed response within a forged',
      {
        signs: ['_response'],
        after: (xml) =>
          xml
            .replace(/^(<samlp:Response[^>]*)ID="_response"([^>]*>)/, '$1ID="_evil"$2')
            .replace('</samlp:Response>', `<samlp:Extensions>${xml}</samlp:Extensions></samlp:Response>`),
      },
    ],
    [
      'whose signature is of another element',
      { signature: { references: [{ uri: '#_response', transforms: [{ kind: 'enveloped' }] }] } },
    ],
    [
      'whose signature leaves out the person',
      {
        signature: {
          references: [
            {
              uri: '#_assertion',
              transforms: [
                { kind: 'enveloped' },
                { kind: 'filter2', operation: 'subtract', expression: '//*[local-name()="NameID"]' },
              ],
            },
          ],
        },
      },
    ],
    [
      'whose signature covers comments',
      {
        signature: {
          references: [
            {
              uri: '#_assertion',
              transforms: [{ kind: 'enveloped' }, { kind: 'c14n', method: { name: 'exclusive', comments: true } }],
            },
          ],
        },
      },
    ],
    [
      'whose signature is of the document at large',
      { signs: ['_response'], signature: { references: [{ uri: '', transforms: [{ kind: 'enveloped' }] }] } },
    ],
    [
      'with a second signature that does not hold',
      { signs: ['_assertion', '_response'], after: (xml) => xml.replace('<samlp:Status>', '<samlp:Status> ') },
    ],
    [
      'that is encrypted',
      { signs: ['_response'], before: (xml) => xml.replace(assertion, '<saml:EncryptedAssertion/>') },
    ],
    ['that is no response', { signs: [], after: () => '<a/>' }],
    ['that is no XML', { signs: [], after: () => '{}' }],
  ];
  for (const [title, bend] of [...saying, ...forging]) {
    test(`test 12: is refused ${title}`, async () => {
      const { chal, person, act } = await asked(bench(), somebody);
      const evidence = [idp.response(act.ih, { subject: person.subject, ...bend })];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
      assert.equal((await bench().ssa.status(chal)).state, 'open');
    });
  }

  test('test 12: is refused by another key, of another provider, in another protocol and for another document', async () => {
    const { chal, person, key, act } = await asked(bench(), somebody);
    const rogue = await TestSamlIdp.make();
    const forgedBy = rogue.response(act.ih, { subject: person.subject });
    for (const evidence of [[forgedBy], [await bench().login(act.ih, person.subject)]])
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('evidence_invalid'));
    const good = idp.response(act.ih, { subject: person.subject });
    await bench().sic.approve({ chal, evidence: [good] });
    const next = await bench().prepareSign(person, key, [digest()]);
    await assert.rejects(bench().sic.approve({ chal: next.chal, evidence: [good] }), refusedWith('evidence_invalid'));
  });

  test('one factor is not enough, and neither is a context that the provider’s table does not name', async () => {
    for (const acr of ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport', 'urn:other', 'two words']) {
      const { chal, person, act } = await asked(bench(), somebody);
      const evidence = [idp.response(act.ih, { subject: person.subject, acr })];
      await assert.rejects(bench().sic.approve({ chal, evidence }), refusedWith('policy'));
    }
  });

  describe('at enrolment', () => {
    test('the identity is what the attributes say, by the names that officers gave them', async () => {
      const named = { ...idp.trusted, attributes: { commonName: 'urn:oid:2.5.4.4' } };
      await bench().officers({ idps: [bench().idp.trusted, named], policies: [policy] });
      const person = await enrolled(bench(), idp);
      assert.deepEqual(person.identity?.attributes, { commonName: 'Lovelace', givenName: 'Ada', surname: 'Lovelace' });
      await bench().officers({ idps: [bench().idp.trusted, idp.trusted], policies: [policy] });
    });
  });
});

const assertion = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;

/** The assertion of another person, as an attacker writes it. */
function forged(xml: string, id = '_forged'): string {
  const [real = ''] = assertion.exec(xml) ?? [];
  const bare = real
    .replace(/<(\w+:)?Signature [\s\S]*<\/(\w+:)?Signature>/, '')
    .replace('ID="_assertion"', `ID="${id}"`);
  return bare.replace('<saml:Assertion ', '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ');
}

/** The forged assertion bears the signature, and the signature bears the assertion that was signed. */
function inItsSignature(xml: string): string {
  const [signature = ''] = /<(\w+:)?Signature [\s\S]*<\/(\w+:)?Signature>/.exec(xml) ?? [];
  const [real = ''] = assertion.exec(xml) ?? [];
  const open = /^<(\w+:)?/.exec(signature)?.[1] ?? '';
  const object = `<${open}Object>${real.replace(signature, '')}</${open}Object></${open}Signature>`;
  const bearing = signature.replace(`</${open}Signature>`, object);
  return xml.replace(real, forged(xml).replace('</saml:Assertion>', `${bearing}</saml:Assertion>`));
}

async function enrolled(bench: Bench, idp: TestSamlIdp) {
  const [subject, passkey] = [randomUUID(), new SoftwareAuthenticator()];
  const asked = { group: 'g_1', client: 'sp_1', clientName: 'Bank X', returnUrl, account: `acc-${subject}` } as const;
  const { chal } = await bench.ssa.prepare({
    ...asked,
    purpose: 'enrol',
    idp: { issuer: idp.trusted.issuer, subject },
  });
  const { act } = await bench.question(chal);
  await bench.sic.approve({ chal, evidence: [idp.response(act.ih, { subject }), passkey.register(act)] });
  const { result } = await bench.ssa.status(chal);
  return { signer: result?.signer ?? '', subject, passkey, identity: result?.identity };
}

type Somebody = { readonly person: Awaited<ReturnType<typeof enrolled>>; readonly key: string };

async function asked(bench: Bench, { person, key }: Somebody) {
  const { chal } = await bench.prepareSign(person, key, [digest()]);
  const { act }: { act: Act } = await bench.question(chal);
  return { person, key, chal, act };
}
