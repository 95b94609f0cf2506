/** Whom a SAM trusts, as its configuration says it: identity providers, organisations, policies (officer-approved data). */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TrustedIdp as Trusted } from '@chancery/sam/server';
import Type, { type Static } from 'typebox';
import { besideFile, closed } from '../configuration.ts';

const Loa = Type.Union([Type.Literal('low'), Type.Literal('substantial'), Type.Literal('high')]);

/** What a provider says of a login, and what that is worth: a level of eIDAS, NIST SP 800-63B or ISO/IEC 29115, and factors. */
const LoginLevel = Type.Object(
  {
    acr: Type.Optional(Type.String({ minLength: 1 })),
    amr: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    level: Type.String(),
    categories: Type.Array(
      Type.Union([Type.Literal('possession'), Type.Literal('knowledge'), Type.Literal('inherence')]),
    ),
  },
  closed,
);

const common = {
  issuer: Type.String(),
  authorizeUrl: Type.String(),
  clientId: Type.String(),
  loa: Loa,
  levels: Type.Optional(Type.Array(LoginLevel)),
  /** `idp-fresh`: policies may let a fresh login there decide. */
  idpFresh: Type.Optional(Type.Boolean()),
};

const TrustedOidcIdp = Type.Object(
  {
    ...common,
    protocol: Type.Optional(Type.Literal('oidc')),
    /** Its public keys (RFC 7517), pinned here: the SAM fetches nothing. */
    jwksFile: Type.String(),
  },
  closed,
);

const Name = Type.Optional(Type.String({ minLength: 1 }));

const TrustedSamlIdp = Type.Object(
  {
    ...common,
    protocol: Type.Literal('saml'),
    /** Its signing certificates, DER or PEM, pinned here. */
    certificateFiles: Type.Array(Type.String(), { minItems: 1 }),
    attributes: Type.Optional(
      Type.Object({ commonName: Name, givenName: Name, surname: Name, serialNumber: Name, country: Name }, closed),
    ),
  },
  closed,
);

export const TrustedIdp = Type.Union([TrustedOidcIdp, TrustedSamlIdp]);

const Id = Type.String({ pattern: '^[A-Za-z0-9._~-]{1,128}$' });
const Count = Type.Optional(Type.Integer({ minimum: 1 }));

/** An organisation whose seals are made here, as officers verified it; this file is theirs. */
export const Organization = Type.Object(
  {
    id: Id,
    /** What stands in its certificates (EN 319 412-3, 4.2.1). */
    attributes: Type.Object(
      {
        country: Type.String(),
        organization: Type.String({ maxLength: 200 }),
        organizationIdentifier: Type.String(),
        commonName: Type.String({ maxLength: 64 }),
      },
      closed,
    ),
    loa: Loa,
    /** Who approves for it on the approval page, by its subject at one of `idps`. */
    representative: Type.Optional(Type.Object({ issuer: Type.String(), subject: Type.String() }, closed)),
    /** Its own keys (RFC 7517, public), for what is approved without a page. */
    keys: Type.Optional(
      Type.Array(
        Type.Object(
          {
            jwk: Type.Object({ kty: Type.String(), kid: Id }),
            hardware: Type.Boolean(),
            until: Type.Optional(Type.String()),
          },
          closed,
        ),
      ),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          perApproval: Count,
          perDay: Count,
          types: Type.Optional(
            Type.Array(Type.Union([Type.Literal('application/pdf'), Type.Literal('file'), Type.Literal('hash')])),
          ),
        },
        closed,
      ),
    ),
    /** The kill switch. */
    stopped: Type.Optional(Type.Boolean()),
  },
  closed,
);

const Way = Type.String({ pattern: '^[a-z0-9-]+(\\+[a-z0-9-]+)*$' });

/** How people of a group approve (docs/factors.md); `*` is every group without one of its own. */
export const Policy = Type.Object(
  {
    group: Type.String({ minLength: 1, maxLength: 128 }),
    id: Id,
    scal1: Type.Array(Way),
    scal2: Type.Array(Way),
    decides: Type.Optional(Type.Array(Type.Union([Type.Literal('otp'), Type.Literal('oidc'), Type.Literal('saml')]))),
    /** Applications may have a phone asked without the approval page (docs/mobile-id.md). */
    push: Type.Optional(Type.Boolean()),
    /** Hours; in the policy of `*` alone (docs/factors.md, a signer who has lost everything). */
    coolDown: Type.Optional(Type.Integer({ minimum: 1, maximum: 720 })),
  },
  closed,
);

/** Its keys or certificates read. */
export function trusted(file: string, idp: Static<typeof TrustedIdp>): Trusted {
  if ('jwksFile' in idp) {
    const { jwksFile, ...oidc } = idp;
    return { ...oidc, jwks: JSON.parse(readFileSync(besideFile(file, jwksFile), 'utf8')) };
  }
  const { certificateFiles, ...saml } = idp;
  const certificates = certificateFiles.map((name) => new X509Certificate(readFileSync(besideFile(file, name))).raw);
  return { ...saml, certificates: certificates.map((der) => der.toString('base64')) };
}
