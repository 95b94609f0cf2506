/** The file of a protocol: read once into its shape, written whole or not at all. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { CeremonyProtocol, ProtocolFile } from '@chancery/crypto-module/ceremony';
import { canonicalize as canonical, type Json } from '@chancery/sam/client';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { closed } from '../../configuration.ts';
import { wrongUse } from './ceremony-error.ts';

const Text = Type.String();
const File = Compile(
  Type.Object(
    { payload: Text, signatures: Type.Array(Type.Object({ protected: Text, signature: Text }, closed)) },
    closed,
  ),
);

const Key = Type.Object(
  {
    label: Text,
    generation: Type.Integer(),
    flags: Type.Record(Text, Type.Boolean()),
    checkValue: Type.Optional(Text),
    point: Type.Optional(Type.String({ pattern: '^04[0-9a-f]{128}$' })),
    attempts: Type.Optional(Type.Array(Type.Object({ attempt: Text, refused: Type.Boolean() }, closed))),
  },
  closed,
);
const Token = Type.Object(
  { label: Text, serial: Text, manufacturer: Text, model: Text, hardware: Text, firmware: Text, keys: Type.Array(Key) },
  closed,
);
const Generation = Type.Object({ label: Text, generation: Type.Integer() }, closed);
const Protocol = Compile(
  Type.Object(
    {
      type: Type.Literal('chancery-ceremony-1'),
      what: Type.Union([Type.Literal('keys'), Type.Literal('kek'), Type.Literal('destroy')]),
      installation: Text,
      place: Text,
      started: Text,
      ended: Text,
      officers: Type.Array(Type.Object({ name: Text, alg: Text, kid: Text, key: Type.Record(Text, Text) }, closed)),
      witnesses: Type.Array(Type.Object({ name: Text, role: Text }, closed)),
      profile: Type.Object(
        {
          provider: Text,
          kek: Type.Union([Type.Literal('T'), Type.Literal('N')]),
          unwrapTemplate: Type.Boolean(),
          wrapMechanism: Type.Integer(),
        },
        closed,
      ),
      module: Type.Object(
        { cryptoki: Text, manufacturer: Text, description: Text, version: Text, sha256: Text },
        closed,
      ),
      tokens: Type.Array(Token),
      made: Type.Array(Generation),
      destroyed: Type.Array(Generation),
      previous: Type.Union([Text, Type.Null()]),
      warnings: Type.Array(Text),
    },
    closed,
  ),
);

export interface ReadProtocol {
  readonly file: ProtocolFile;
  readonly protocol: CeremonyProtocol;
}

/** @throws CeremonyError 2 when it is not the protocol of a ceremony */
export function readProtocol(path: string): ReadProtocol {
  const file = parsed(path, readText(path));
  if (!File.Check(file)) throw wrongUse(`${path} is not the protocol of a ceremony`);
  const protocol = parsed(path, Buffer.from(file.payload, 'base64url').toString('utf8'));
  if (!Protocol.Check(protocol)) throw wrongUse(`${path} is not the protocol of a ceremony that this version knows`);
  return { file, protocol: protocol as CeremonyProtocol };
}

/** RFC 8785 */
export function canonicalize(protocol: CeremonyProtocol): string {
  return canonical(protocol as unknown as Json);
}

/** A place for a protocol, taken before anything is made. @throws CeremonyError 2 when something is there */
export function reserve(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx' });
  } catch (cause) {
    throw wrongUse(`${path} cannot be written; a protocol never takes the place of another file`, cause);
  }
}

export function writeProtocol(path: string, file: ProtocolFile): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(file, undefined, 1)}\n`);
  renameSync(`${path}.new`, path);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw wrongUse(`${path} cannot be read`, cause);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrongUse(`${path} is not the protocol of a ceremony`, cause);
  }
}
