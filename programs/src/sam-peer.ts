/** How a configuration names the SAM: a Unix socket of the same host, or mutual TLS. */
import type { SamAddress } from '@chancery/sam/client';
import Type, { type Static } from 'typebox';
import { closed, readSecret } from './configuration.ts';

const certificate = { keyFile: Type.String(), certificateFile: Type.String(), authorityFile: Type.String() };

/** One listener. */
export const SamPeer = Type.Union([
  Type.Object({ socket: Type.String() }, closed),
  Type.Object({ url: Type.String(), ...certificate }, closed),
]);

/** Whom to call: one, or several on one database. */
export const SamPeers = Type.Union([
  ...SamPeer.anyOf,
  Type.Object({ urls: Type.Array(Type.String(), { minItems: 1, maxItems: 16 }), ...certificate }, closed),
]);

export function samAddress(file: string, peer: Static<typeof SamPeer>): SamAddress {
  return 'socket' in peer ? peer : { url: peer.url, tls: certificateOf(file, peer) };
}

export function samAddresses(file: string, peers: Static<typeof SamPeers>): readonly SamAddress[] {
  if (!('urls' in peers)) return [samAddress(file, peers)];
  const tls = certificateOf(file, peers);
  return peers.urls.map((url) => ({ url, tls }));
}

type Certificate = { readonly keyFile: string; readonly certificateFile: string; readonly authorityFile: string };

function certificateOf(file: string, { keyFile, certificateFile, authorityFile }: Certificate) {
  const read = (name: string) => readSecret(file, name);
  return { key: read(keyFile), cert: read(certificateFile), ca: read(authorityFile) };
}
