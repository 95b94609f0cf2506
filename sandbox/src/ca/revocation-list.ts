/** Certificate revocation lists (RFC 5280 5), made anew for each reader. */
import { der, keyId, schemeToAlgorithmIdentifier } from '@chancery/pki';
import { type Holder, type Issued, scheme } from './authority.ts';

/** DER of the list that `issuer` signs now, good for a day. */
export function buildRevocationList(issuer: Holder, issued: ReadonlyMap<string, Issued>, now: Date): Uint8Array {
  const { certificate, sign } = issuer;
  const algorithm = schemeToAlgorithmIdentifier(scheme);
  const revoked = [...issued].flatMap(([serialHex, { revokedAt }]) =>
    revokedAt ? [entry(serialHex, new Date(revokedAt))] : [],
  );
  const tbs = der.sequence(
    der.integer(1),
    algorithm,
    certificate.subject.der,
    der.time(now),
    der.time(new Date(now.getTime() + 86_400_000)),
    ...(revoked.length > 0 ? [der.sequence(...revoked)] : []),
    der.explicit(0, der.sequence(...extensions(certificate.spki, now))),
  );
  return der.sequence(tbs, algorithm, der.bitString(sign(tbs)));
}

function entry(serialHex: string, at: Date): Uint8Array {
  return der.sequence(
    der.integer(der.fromHex(serialHex.padStart(serialHex.length + (serialHex.length % 2), '0'))),
    der.time(at),
  );
}

/** authorityKeyIdentifier and cRLNumber (5.2.1, 5.2.3); milliseconds grow as the number must. */
function extensions(spki: Uint8Array, now: Date): Uint8Array[] {
  return [
    extension('2.5.29.35', der.sequence(der.element(0x80, keyId(spki)))),
    extension('2.5.29.20', der.integer(now.getTime())),
  ];
}

function extension(id: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(id), der.octetString(value));
}
