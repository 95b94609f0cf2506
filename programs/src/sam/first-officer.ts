/** The first officers, as the configuration of a SAM names them: files hold what is known of each. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Officer, OfficerJwk } from '@chancery/sam/client';
import Type, { type Static } from 'typebox';
import { ConfigurationError, closed, readSecret } from '../configuration.ts';

const Role = Type.Union([
  Type.Literal('security-officer'),
  Type.Literal('administrator'),
  Type.Literal('operator'),
  Type.Literal('auditor'),
  Type.Literal('registration-officer'),
]);

export const FirstOfficer = Type.Object(
  {
    officer: Type.String({ pattern: '^[A-Za-z0-9._~-]{1,64}$' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    roles: Type.Array(Role, { minItems: 1 }),
    /** The certificate that opens the door for him, in PEM. */
    certificateFile: Type.String(),
    /** The public key of his second factor, in PEM. */
    keyFile: Type.String(),
  },
  closed,
);

export function firstOfficer(file: string, first: Static<typeof FirstOfficer>): Officer {
  const { officer, name, roles, certificateFile, keyFile } = first;
  const certificate = read(file, certificateFile, (pem) => new X509Certificate(pem).raw.toString('base64url'));
  const jwk = read(file, keyFile, (pem) => createPublicKey(pem).export({ format: 'jwk' }) as OfficerJwk);
  return { officer, name, roles, certificate, key: { kind: 'jwk', jwk } };
}

function read<T>(file: string, path: string, parse: (pem: string) => T): T {
  const pem = readSecret(file, path);
  try {
    return parse(pem);
  } catch (cause) {
    throw new ConfigurationError(`${file}: ${path} is not what an officer has`, { cause });
  }
}
