/** The people of the sandbox, as its OpenID provider knows them (OpenID Connect Core 5.1). */
export interface Person {
  readonly username: string;
  readonly password: string;
  /** The subject identifier: never changes, never given to another. */
  readonly sub: string;
  readonly name: string;
  readonly given_name: string;
  readonly family_name: string;
  /** YYYY-MM-DD */
  readonly birthdate: string;
  readonly email: string;
  /** E.164 */
  readonly phone_number?: string;
  /** ETSI EN 319 412-1, 5.1.3. */
  readonly serial_number: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
}

export const sandboxPeople: readonly Person[] = [
  {
    username: 'ana',
    password: 'ana',
    sub: 'person-1001',
    name: 'Ana Ruiz García',
    given_name: 'Ana',
    family_name: 'Ruiz García',
    birthdate: '1987-03-14',
    email: 'ana@example.test',
    phone_number: '+34600000001',
    serial_number: 'PNOES-00000001R',
    country: 'ES',
  },
  {
    username: 'luis',
    password: 'luis',
    sub: 'person-1002',
    name: 'Luis Gómez Peña',
    given_name: 'Luis',
    family_name: 'Gómez Peña',
    birthdate: '1979-11-02',
    email: 'luis@example.test',
    phone_number: '+34600000002',
    serial_number: 'PNOES-00000002W',
    country: 'ES',
  },
  {
    username: 'mei',
    password: 'mei',
    sub: 'person-1003',
    name: 'Mei Tanaka',
    given_name: 'Mei',
    family_name: 'Tanaka',
    birthdate: '1993-07-21',
    email: 'mei@example.test',
    phone_number: '+81900000003',
    serial_number: 'PNOJP-000000000003',
    country: 'JP',
  },
];

/** What the scopes of a request give about a person (OpenID Connect Core 5.4; number and country are our addition). */
export function claimsOf(person: Person, scopes: readonly string[]): Record<string, unknown> {
  const { sub, username, password: _, email, phone_number, ...profile } = person;
  return {
    sub,
    ...(scopes.includes('profile') ? { ...profile, preferred_username: username } : {}),
    ...(scopes.includes('email') ? { email, email_verified: true } : {}),
    ...(scopes.includes('phone') && phone_number !== undefined ? { phone_number, phone_number_verified: true } : {}),
  };
}
