/** `trustedProxies` and `clientCertificates` of an SSA's configuration: whose word on the other end of a connection counts. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { ClientCertificates } from '@chancery/authorization';
import { parseCertificate, parsePem, toPem } from '@chancery/pki';
import { certificateOf, listedAddresses } from '@chancery/ssa';
import Type, { type Static } from 'typebox';
import { besideFile, ConfigurationError, closed } from './configuration.ts';

/** Addresses, and networks as `10.0.0.0/8`. */
export const TrustedProxies = Type.Array(Type.String());

export const ClientCertificatesConfiguration = Type.Object(
  {
    /** PEM or DER: whose certificates name a client; intermediate authorities too. */
    authorityFiles: Type.Optional(Type.Array(Type.String())),
    /** In which trusted proxies send what the client showed them. */
    header: Type.Optional(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$' })),
  },
  closed,
);

interface Told {
  readonly tls?: object | undefined;
  readonly trustedProxies?: Static<typeof TrustedProxies> | undefined;
  readonly clientCertificates?: Static<typeof ClientCertificatesConfiguration> | undefined;
}

export interface OtherEnd {
  readonly trusts: (address: string | undefined) => boolean;
  readonly clientCertificates?: ClientCertificates;
  /** PEM: named to who comes over our own TLS. */
  readonly clients?: readonly string[];
}

/** Throws ConfigurationError in one sentence. */
export function otherEnd(file: string, { tls, trustedProxies = [], clientCertificates: told }: Told): OtherEnd {
  const trusts = readAddresses(file, trustedProxies);
  if (told === undefined) return { trusts };
  const { authorityFiles = [], header } = told;
  if (header !== undefined && trustedProxies.length === 0)
    throw new ConfigurationError(`${file}: the header ${header} needs trustedProxies, whose word it is`);
  if (header === undefined && tls === undefined)
    throw new ConfigurationError(`${file}: clientCertificates come over tls, or in a header of trustedProxies`);
  const authorities = authorityFiles.flatMap((name) => readAuthorities(file, name));
  const of = (request: IncomingMessage) => certificateOf(request, { trusts, header });
  return {
    trusts,
    clientCertificates: { of, authorities },
    clients: authorities.map((der) => toPem('CERTIFICATE', der)),
  };
}

function readAddresses(file: string, listed: readonly string[]) {
  try {
    return listedAddresses(listed);
  } catch (cause) {
    throw new ConfigurationError(`${file}: trustedProxies: ${(cause as Error).message}`, { cause });
  }
}

function readAuthorities(file: string, name: string): readonly Uint8Array[] {
  try {
    const content = readFileSync(besideFile(file, name));
    const found = parsePem(content.toString('latin1'));
    return (found.length > 0 ? found : [new Uint8Array(content)]).map((der) => parseCertificate(der).der);
  } catch (cause) {
    throw new ConfigurationError(`${file}: there is no certificate in ${name}`, { cause });
  }
}
