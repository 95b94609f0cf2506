/** What the strictest public reader of CSC v2 takes: members it cannot do without, and nothing beside what it knows (2.2.0.0). */
import assert from 'node:assert/strict';

type Json = Readonly<Record<string, unknown>>;

export function readInfo(info: Json): void {
  assert.equal(info['specs'], '2.2.0.0');
  for (const name of ['name', 'description']) assert.ok(isText(info[name]) && String(info[name]).length <= 255, name);
  for (const name of ['logo', 'region', 'lang']) assert.ok(isText(info[name]), name);
  for (const name of ['authType', 'methods', 'supportedHashTypes']) assert.ok(areTexts(info[name], 1), name);
  for (const name of ['documentTypes', 'conformance_levels']) assert.ok(areTexts(info[name], 0), name);
  assert.match(String(info['oauth2']), /^https?:\/\/[^/]+$/, 'a base that paths are appended to');
  assert.equal(typeof info['supportsRar'], 'boolean');
  for (const name of ['oauth2Issuer', 'oauth2Servers']) assert.ok(!(name in info), `${name} stands beside oauth2`);
  const { algos, algoParams } = info['signAlgorithms'] as Json;
  assert.ok(areTexts(algos, 1) && areTexts(algoParams, 0) && algos.length === algoParams.length);
  const { formats, envelope_properties: envelopes } = info['signature_formats'] as Json;
  assert.ok(areTexts(formats, 0) && Array.isArray(envelopes) && envelopes.length === formats.length);
  assert.ok(envelopes.every((each) => areTexts(each, 1)));
}

/** Of an answer that was asked for with `certInfo`. */
export function readCredentialInfo(info: Json): void {
  const [key, cert, auth] = ['key', 'cert', 'auth'].map((name) => info[name] as Json);
  assert.ok(key?.['status'] === 'enabled' || key?.['status'] === 'disabled');
  assert.ok(areTexts(key['algo'], 1) && Number.isInteger(key['len']));
  assert.ok(['valid', 'expired', 'revoked', 'suspended'].includes(String(cert?.['status'])));
  const names = ['issuerDN', 'serialNumber', 'subjectDN', 'validFrom', 'validTo'];
  assert.ok(areTexts(cert?.['certificates'], 1) && names.every((name) => isText(cert?.[name])));
  assert.ok(auth?.['mode'] === 'explicit' || auth?.['mode'] === 'oauth2code');
  const objects = auth['objects'] as readonly Json[];
  const types = ['Password', 'PasswordOOB', 'ChallengeResponse', 'ChallengeResponseOOB'];
  assert.ok(objects.every(({ type, id }) => types.includes(String(type)) && isText(id)));
  assert.ok(info['SCAL'] === '1' || info['SCAL'] === '2');
  assert.ok(Number.isInteger(info['multisign']));
  for (const name of ['authMode', 'PIN', 'OTP']) assert.ok(!(name in info), `${name} is of v1`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function areTexts(value: unknown, least: number): value is readonly string[] {
  return Array.isArray(value) && value.length >= least && value.every((each) => typeof each === 'string');
}
