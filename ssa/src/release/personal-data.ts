/** What is known of a person here: what her account is called, and what the newest certificate in her name says of her. */
import { nameAttributes, parseCertificate } from '@chancery/pki';
import { findAccount, listCredentials, type Store } from '@chancery/store';

/** By the names of OpenID Connect Core 5.1; `person_identifier` as in the certificate (EN 319 412-1, 5.1.3: `PNOES-12345678Z`). */
export interface PersonalData {
  readonly name?: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly person_identifier?: string;
}

/** Of an organisation nothing: it is no person. */
export async function personalData({ db }: Store, id: string): Promise<PersonalData> {
  const [account, credentials] = await Promise.all([findAccount(db, id), listCredentials(db, id)]);
  if (account === undefined || account.organization !== null) return {};
  const [certificate] = credentials.findLast(({ status }) => status === 'active')?.chain ?? [];
  return { name: account.name, ...(certificate === undefined ? {} : certified(certificate)) };
}

function certified(certificate: string): PersonalData {
  const { givenName, surname, serialNumber } = nameAttributes(
    parseCertificate(Buffer.from(certificate, 'base64')).subject,
  );
  return {
    ...(givenName && { given_name: givenName }),
    ...(surname && { family_name: surname }),
    ...(serialNumber && { person_identifier: serialNumber }),
  };
}
