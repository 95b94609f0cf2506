/** What every connector to a time-stamping authority promises (`TimeStampTransport`). */
import assert from 'node:assert/strict';
import { digestOf, parseCertificate } from '@chancery/pki';
import type { TimeStampTransport } from '../tsa/time-stamping-authority.ts';
import { verifiedExchange } from '../tsa/verified-exchange.ts';
import type { Case } from './case.ts';

export interface TimeStampTransportPeer {
  /** Leads to an authority that is up. */
  readonly transport: TimeStampTransport;
  /** The same where nobody answers. */
  readonly away: TimeStampTransport;
  /** DER: where the authority's certificate leads. */
  readonly roots: readonly Uint8Array[];
}

export function timeStampTransportCases({ transport, away, roots }: TimeStampTransportPeer): Case[] {
  const trusted = roots.map(parseCertificate);
  const stamp = (text: string, digest: 'sha256' | 'sha384' | 'sha512') =>
    verifiedExchange(transport, { imprint: digestOf(digest, Buffer.from(text)), digest, roots: trusted });
  return [
    ...(['sha256', 'sha384', 'sha512'] as const).map((digest) => ({
      name: `brings a token over ${digest} that holds`,
      run: async () => void (await stamp('what is stamped', digest)),
    })),
    {
      name: 'keeps requests at the same time apart',
      run: async () => {
        const texts = Array.from({ length: 8 }, (_, i) => `document ${i}`);
        const stamps = await Promise.all(texts.map((text) => stamp(text, 'sha256')));
        assert.equal(new Set(stamps.map(({ token }) => Buffer.from(token).toString('hex'))).size, texts.length);
      },
    },
    {
      name: 'brings the refusal of the authority, or says that it refused, when the request is none',
      run: async () => {
        const brought = await transport.exchange(Uint8Array.of(5, 0)).catch(requireKnown('refused', 'malformed'));
        if (brought) assert.ok(brought instanceof Uint8Array, 'octets');
      },
    },
    {
      name: 'says unreachable when nobody answers',
      run: async () => {
        await assert.rejects(away.exchange(Uint8Array.of(5, 0)), { name: 'ConnectorError', code: 'unreachable' });
      },
    },
  ];
}

function requireKnown(...codes: readonly string[]) {
  return (error: unknown): undefined => {
    const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
    assert.ok(name === 'ConnectorError' && codes.includes(String(code)), `ConnectorError ${codes.join(' or ')}`);
  };
}
