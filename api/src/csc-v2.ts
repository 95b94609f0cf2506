/** What the methods of CSC API v2.2 take and give where that is not as in v1.0.4.0. */
import Type from 'typebox';
import {
  certificateFacts,
  clientData,
  credentialID,
  exampleNames,
  exampleService,
  flag,
  hashes,
  keyFacts,
  lang,
  may,
  oid,
  open,
  SAD,
  words,
} from './csc.ts';
import { foreignText } from './text.ts';

const id = '01a21370-2c44-7f10-9d52-b1c7e4d2f009';
const digest = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';
const texts = (description: string) => Type.Array(Type.String(), { description });

export const Csc2Info = open(
  {
    specs: Type.String({ description: 'The version of the API' }),
    name: Type.String({ maxLength: 255, description: 'Of the service' }),
    logo: Type.String({ description: 'Where its picture is' }),
    region: Type.String({ description: 'ISO 3166-1, two letters' }),
    lang: Type.String({ description: 'Of the texts here' }),
    description: Type.String({ maxLength: 255, description: 'Of the service' }),
    authType: texts('How one gets a token'),
    oauth2: Type.Optional(Type.String({ description: 'Below it are `/oauth2/authorize` and `/oauth2/token`' })),
    supportsRar: Type.Optional(flag('Whether `authorization_details` are understood')),
    methods: texts('What there is'),
    signAlgorithms: open(
      { algos: texts('OIDs'), algoParams: texts('What each needs beside it') },
      'What keys sign with',
    ),
    signature_formats: open(
      {
        formats: texts('P, X, C, J'),
        envelope_properties: Type.Array(Type.Array(Type.String()), { description: 'Of each format' }),
      },
      'What `signatures/signDoc` makes',
    ),
    conformance_levels: texts('As far as signatures are raised'),
  },
  'What the service is and can',
  {
    specs: '2.2.0.0',
    ...exampleService,
    supportsRar: true,
    methods: ['info', 'credentials/list', 'credentials/info', 'signatures/signHash', 'signatures/signDoc'],
    signAlgorithms: { algos: ['1.2.840.113549.1.1.11', '1.2.840.10045.4.3.2'], algoParams: ['', ''] },
    signature_formats: {
      formats: ['P', 'J'],
      envelope_properties: [
        ['Certification', 'Revision'],
        ['Attached', 'Detached', 'Parallel'],
      ],
    },
    conformance_levels: ['Ades-B-B', 'Ades-B-T', 'Ades-B-LT', 'Ades-B-LTA'],
  },
);

const wantedFacts = {
  certificates: may(words(['none', 'single', 'chain'], 'Which come; the signer’s alone unless told')),
  certInfo: may(flag('Tell of the certificate')),
  authInfo: may(flag('Tell of how it is authorized')),
  lang,
  clientData,
};

export const Csc2CredentialSearch = open(
  {
    userID: may(foreignText(200, 'For a token that knows no user')),
    credentialInfo: may(flag('Tell of each')),
    onlyValid: may(flag('Only those that can sign')),
    maxResults: may(Type.Integer({ minimum: 1, description: 'At most 100 come at once' })),
    pageToken: may(foreignText(200, '`nextPageToken` of the page before')),
    ...wantedFacts,
  },
  'Which credentials, and what of them',
  { credentialInfo: true, certInfo: true },
);

const credentialFacts = {
  description: Type.Optional(Type.String({ maxLength: 255, description: 'Of the credential' })),
  signatureQualifier: Type.Optional(Type.String({ description: 'What its signatures are, as its certificate states' })),
  key: keyFacts,
  cert: certificateFacts,
  auth: open(
    {
      mode: words(['explicit', 'oauth2code'], 'How it is authorized'),
      expression: Type.Optional(Type.String({ description: 'Which objects together' })),
      objects: Type.Array(
        open(
          { type: Type.String({ description: 'Its kind' }), id: Type.String({ description: 'Its name' }) },
          'An object',
        ),
        {
          description: 'What is typed in `credentials/authorize`',
        },
      ),
    },
    'What authorizes it',
  ),
  SCAL: words(['1', '2'], '2: each hash is approved'),
  multisign: Type.Integer({ minimum: 1, description: 'Signatures of one authorization' }),
  lang: Type.Optional(Type.String({ description: 'Of the texts here' })),
};
export const Csc2Credential = open(credentialFacts, 'A credential', {
  signatureQualifier: 'eu_eidas_qes',
  key: { status: 'enabled', algo: ['1.2.840.10045.4.3.2'], len: 256, curve: '1.2.840.10045.3.1.7' },
  cert: { status: 'valid', ...exampleNames },
  auth: { mode: 'oauth2code', objects: [] },
  SCAL: '2',
  multisign: 1_000,
  lang: 'en-US',
});
export const Csc2CredentialList = open(
  {
    credentialIDs: texts('The oldest first'),
    credentialInfos: Type.Optional(
      Type.Array(open({ credentialID: Type.String({ description: 'Whose they are' }), ...credentialFacts }, 'One'), {
        description: 'What they are, where that was asked for',
      }),
    ),
    onlyValid: Type.Optional(flag('Only those that can sign are here')),
    nextPageToken: Type.Optional(Type.String({ description: 'Where there are more' })),
  },
  'The credentials of the user',
  { credentialIDs: [id] },
);

const certificatePolicy = may(oid('Under which its certificate is issued'));
export const Csc2Creation = open(
  {
    credentialCreationRequest: may(
      open(
        { certificatePolicy, subjectData: may(open({}, 'Not read: who she is her enrolment has proven')) },
        'As it was approved',
      ),
    ),
    credentialInfo: may(flag('Tell of it')),
    ...wantedFacts,
  },
  'A credential whose signer agreed to it',
  { credentialInfo: true, certInfo: true },
);
export const Csc2Created = open(
  {
    credentialID: Type.String({ description: 'Its name' }),
    ...Object.fromEntries(Object.entries(credentialFacts).map(([name, schema]) => [name, Type.Optional(schema)])),
  },
  'The new credential; what it is, where that was asked for',
  { credentialID: id },
);
export const Csc2Deletion = open({ credentialID, clientData }, 'The credential that its signer wanted destroyed', {
  credentialID: id,
});

export const Csc2Authorization = open(
  {
    credentialID,
    numSignatures: Type.Integer({ minimum: 1, maximum: 1_000, description: 'How many signatures' }),
    hashes: may(hashes),
    hashAlgorithmOID: may(oid('Of the hashes')),
    authData: may(
      Type.Array(
        open({ id: foreignText(100, 'Of the object'), value: may(foreignText(128, 'What was typed')) }, 'One'),
        {
          description: 'A value for each authentication object',
        },
      ),
    ),
    description: may(Type.String({ maxLength: 500, pattern: '^[^\\u0000]*$', description: 'What it is for' })),
    clientData,
  },
  'What is authorized by what the signer typed',
  { credentialID: id, numSignatures: 1, hashes: [digest], authData: [{ id: 'PIN', value: '73915' }] },
);

export const Csc2Handle = open({ handle: foreignText(200, 'Of `credentials/authorize`') }, 'What is waited for', {
  handle: 'h-77',
});

export const Csc2Challenge = open(
  { credentialID, authObjectID: foreignText(100, 'Which object'), clientData },
  'A challenge is to be sent',
  { credentialID: id, authObjectID: 'OTP' },
);

const later = {
  operationMode: may(words(['S', 'A'], 'A: the answer is fetched with `signatures/signPolling`')),
  validity_period: may(Type.Integer({ minimum: 1_000, maximum: 86_400_000, description: 'For how many milliseconds' })),
  response_uri: may(foreignText(2048, 'One of the `response_uris` of the client: it is told when the answer is there')),
};
const responseID = Type.Optional(Type.String({ description: 'With `operationMode` A: what the answer is fetched by' }));

export const Csc2Signing = open(
  {
    ...later,
    credentialID,
    SAD: may(SAD),
    hashes,
    hashAlgorithmOID: may(oid('Where `signAlgo` implies none')),
    signAlgo: oid('One of `key.algo`'),
    signAlgoParams: may(foreignText(2_000, 'RSASSA-PSS-params in DER, base64')),
    clientData,
  },
  'Hashes that are to be signed; without `SAD` under the token of scope `credential`',
  { credentialID: id, SAD: 'c_1.u8', hashes: [digest], signAlgo: '1.2.840.10045.4.3.2' },
);

const asked = {
  signature_format: words(['P', 'X', 'C', 'J'], 'PAdES, XAdES, CAdES or JAdES'),
  conformance_level: may(foreignText(20, '`AdES-B-B` to `AdES-B-LTA`')),
  signed_envelope_property: may(foreignText(40, 'Where the signature stands: as `info` lists for each format')),
  signed_props: may(
    Type.Array(
      open(
        {
          attribute_name: Type.String({ description: 'Its name in the standard of the format' }),
          attribute_value: may(Type.String({ description: 'base64' })),
        },
        'An attribute',
      ),
      { maxItems: 20, description: 'What the signer states with it' },
    ),
  ),
  signAlgo: oid('One of `key.algo`'),
  signAlgoParams: may(foreignText(2_000, 'RSASSA-PSS-params in DER, base64')),
};

const documents = Type.Array(
  open(
    {
      document: Type.String({ description: 'base64' }),
      document_name: may(foreignText(200, 'What a signature beside it, and a container, call it')),
      container: may(words(['No', 'ASiC-S', 'ASiC-E'], 'What it is put into with its signature')),
      ...asked,
    },
    'A document',
  ),
  { maxItems: 1_000, description: 'What is signed: these, or their digests' },
);

const documentDigests = Type.Array(
  open(
    { hashes, hashAlgorithmOID: may(oid('Where `signAlgo` implies none')), ...asked },
    'Documents that stay where they are',
  ),
  { maxItems: 1_000, description: 'Of `P` that of the byte range' },
);

export const Csc2DocumentSigning = open(
  {
    ...later,
    credentialID: may(credentialID),
    signatureQualifier: may(foreignText(100, 'The rank of its signatures, where no credential is named')),
    SAD: may(SAD),
    documents: may(documents),
    documentDigests: may(documentDigests),
    returnValidationInfo: may(flag('Give what validates the signatures')),
    clientData,
  },
  'Documents that are to be signed, or their digests',
  {
    credentialID: id,
    SAD: 'c_1.u8',
    documentDigests: [{ hashes: [digest], signature_format: 'C', signAlgo: '1.2.840.10045.4.3.2' }],
  },
);

export const Csc2Signatures = open(
  { signatures: Type.Optional(texts('base64, in the order of the hashes; ECDSA in DER')), responseID },
  'What was signed',
  { signatures: ['MEUC'] },
);

const signedDocuments = {
  DocumentWithSignature: Type.Optional(texts('Documents with their signatures in them, in the order of the request')),
  SignatureObject: Type.Optional(texts('Signatures beside their documents')),
  validationInfo: Type.Optional(
    open({ ocsp: texts('DER'), crl: texts('DER'), certificates: texts('DER') }, 'What validates them, base64'),
  ),
};
export const Csc2SignedDocuments = open({ ...signedDocuments, responseID }, 'What was signed', {
  SignatureObject: ['MIIF'],
});

export const Csc2Polling = open(
  { requestID: foreignText(200, 'A `responseID`'), clientData },
  'Which answer is asked for',
  { requestID: 'u8kSgV0h' },
);
export const Csc2Answer = open(
  { signatures: Type.Optional(texts('base64, of `signatures/signHash`')), ...signedDocuments },
  'The answer that was to come later',
  { SignatureObject: ['MIIF'] },
);
