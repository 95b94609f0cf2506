/** How a configuration names the SAM: a Unix socket of the same host, or mutual TLS. */
import type { SamAddress } from '@chancery/sam/client';
import Type, { type Static } from 'typebox';
import { closed, readSecret } from './configuration.ts';

export const SamPeer = Type.Union([
  Type.Object({ socket: Type.String() }, closed),
  Type.Object(
    {
      url: Type.String(),
      keyFile: Type.String(),
      certificateFile: Type.String(),
      authorityFile: Type.String(),
    },
    closed,
  ),
]);

export function samAddress(file: string, peer: Static<typeof SamPeer>): SamAddress {
  if ('socket' in peer) return peer;
  const key = readSecret(file, peer.keyFile);
  const cert = readSecret(file, peer.certificateFile);
  return { url: peer.url, tls: { key, cert, ca: readSecret(file, peer.authorityFile) } };
}
