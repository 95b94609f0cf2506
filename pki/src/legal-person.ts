/** Names of organisations in certificates: ETSI EN 319 412-3, 4.2.1 and EN 319 412-1, 5.1.4. */
import type { Certificate } from './certificate.ts';
import { PkiError } from './error.ts';
import { type NameAttributes, nameAttributes } from './name.ts';

/** What the subject of a legal person holds at least. */
export type LegalPerson = Required<
  Pick<NameAttributes, 'country' | 'organization' | 'organizationIdentifier' | 'commonName'>
>;

/**
 * An identifier in its parts. `scheme` is the register: VAT, NTR (trade register), PSD (payment services), LEI, or two capitals that a
 * country has defined, with their colon. `country` is of ISO 3166-1; XG for LEI, EL for Greek VAT numbers.
 */
export interface OrganizationIdentifier {
  readonly scheme: string;
  readonly country: string;
  readonly reference: string;
}

const structure = /^(VAT|NTR|PSD|LEI|[A-Z]{2}:)([A-Z]{2})-([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;

/** `VATES-B12345678` in its parts. Throws PkiError `malformed`. */
export function parseOrganizationIdentifier(text: string): OrganizationIdentifier {
  const [, scheme = '', country = '', reference = ''] = structure.exec(text) ?? [];
  if (scheme === '') throw new PkiError('malformed', 'an organization identifier of no known form');
  if (scheme === 'LEI' && !(country === 'XG' && isLei(reference))) throw new PkiError('malformed', 'not an LEI');
  if (scheme === 'PSD' && !/^[A-Z]{2,8}-./.test(reference))
    throw new PkiError('malformed', 'a payment service without its authority (TS 119 495, 5.2.1)');
  return { scheme, country, reference };
}

/** ISO 17442: twenty characters that are 1 modulo 97, letters counted as two digits. */
function isLei(code: string): boolean {
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(code)) return false;
  const digits = [...code].map((character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

const ofPersons = ['surname', 'givenName', 'serialNumber'] as const;

/** The attributes as those of a legal person. Throws PkiError `malformed`: something is missing, or is a natural person's. */
export function legalPerson(attributes: NameAttributes): LegalPerson {
  const { country, organization, organizationIdentifier, commonName } = attributes;
  if (!country || !organization?.trim() || !organizationIdentifier || !commonName?.trim())
    throw new PkiError('malformed', 'a legal person has a country, an organization, its identifier and a common name');
  if (!/^[A-Z]{2}$/.test(country)) throw new PkiError('malformed', 'a country has two capitals (ISO 3166-1)');
  if (ofPersons.some((name) => attributes[name] !== undefined))
    throw new PkiError('malformed', 'an attribute of a natural person');
  parseOrganizationIdentifier(organizationIdentifier);
  return { country, organization, organizationIdentifier, commonName };
}

/**
 * What a signature with this certificate is: the act of a person, or the seal of an organisation. Where the certificate does not state
 * its type (EN 319 412-5, 4.2.3), its subject tells: persons have names of their own (EN 319 412-2, 4.2.4) or a pseudonym.
 */
export function signatureKind({ qcStatements, subject }: Certificate): 'signature' | 'seal' {
  const types = qcStatements?.types ?? [];
  if (types.length > 0) return types.includes('eSeal') && !types.includes('eSign') ? 'seal' : 'signature';
  const { organizationIdentifier, surname, givenName } = nameAttributes(subject);
  const pseudonym = subject.attributes.some(({ oid }) => oid === '2.5.4.65');
  const person = surname !== undefined || givenName !== undefined || pseudonym;
  return organizationIdentifier !== undefined && !person ? 'seal' : 'signature';
}
