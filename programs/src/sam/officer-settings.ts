/** The settings of one officer: the door of the SAM, the certificate that opens it, and the second factor. */
import type { OfficerAddress } from '@chancery/sam/client';
import Type, { type Static } from 'typebox';
import { besideFile, closed, readConfiguration, readSecret } from '../configuration.ts';

const tls = { keyFile: Type.String(), certificateFile: Type.String(), authorityFile: Type.String() };

/** The officers' door: mutual TLS, at an address or over a Unix socket of this host. */
export const OfficerDoor = Type.Union([
  Type.Object({ socket: Type.String(), ...tls }, closed),
  Type.Object({ url: Type.String(), ...tls }, closed),
]);

const Algorithm = Type.Union([
  Type.Literal('ES256'),
  Type.Literal('ES384'),
  Type.Literal('PS256'),
  Type.Literal('RS256'),
]);

const OfficerSettings = Type.Object(
  {
    sam: OfficerDoor,
    /** His own name: needed where no SAM runs that could tell it. */
    officer: Type.Optional(Type.String()),
    /** A key file, or a program that signs what it reads with a key on a card. */
    secondFactor: Type.Union([
      Type.Object({ keyFile: Type.String() }, closed),
      Type.Object({ command: Type.Array(Type.String(), { minItems: 1 }), algorithm: Algorithm }, closed),
    ]),
  },
  closed,
);

export type SecondFactor =
  | { readonly key: string }
  | { readonly command: readonly string[]; readonly algorithm: Static<typeof Algorithm> };

export type OwnSettings = {
  readonly address: OfficerAddress;
  readonly secondFactor: SecondFactor;
  readonly officer: string | undefined;
};

export function readOfficer(file: string): OwnSettings {
  const { sam, secondFactor, officer } = readConfiguration(file, OfficerSettings);
  const factor = 'keyFile' in secondFactor ? { key: readSecret(file, secondFactor.keyFile) } : secondFactor;
  return { address: officerAddress(file, sam), secondFactor: factor, officer };
}

export function officerAddress(file: string, door: Static<typeof OfficerDoor>): OfficerAddress {
  const { keyFile, certificateFile, authorityFile } = door;
  const pem = { key: readSecret(file, keyFile), cert: readSecret(file, certificateFile) };
  const beside = { tls: { ...pem, ca: readSecret(file, authorityFile) } };
  return 'url' in door ? { url: door.url, ...beside } : { socket: besideFile(file, door.socket), ...beside };
}
