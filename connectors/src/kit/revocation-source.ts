/** What every source of revocation data promises (`RevocationSource`). */
import assert from 'node:assert/strict';
import { type Certificate, judgeCrl, judgeOcspResponse, parseOcspResponse, parseRevocationList } from '@chancery/pki';
import { type RevocationSource, tolerance } from '../revocation/revocation-source.ts';
import type { Case } from './case.ts';

export interface RevocationSourcePeer {
  /** Leads to places that are up. */
  readonly source: RevocationSource;
  /** The same where nobody answers. */
  readonly away: RevocationSource;
  /** They name a responder, a list and their issuer. */
  readonly good: Certificate;
  readonly revoked: Certificate;
  readonly issuer: Certificate;
  /** It names no place. */
  readonly nowhere: Certificate;
}

export function revocationSourceCases({ source, away, good, revoked, issuer, nowhere }: RevocationSourcePeer): Case[] {
  const question = (certificate: Certificate) => ({ certificate, issuer, at: new Date(), ...tolerance });
  const byOcsp = async (certificate: Certificate) => {
    const answer = await source.ocspOf(certificate, issuer);
    assert.ok(answer, 'an answer of the responder');
    return judgeOcspResponse(parseOcspResponse(answer), question(certificate));
  };
  const byList = async (certificate: Certificate) => {
    const list = await source.crlOf(certificate, issuer);
    assert.ok(list, 'a list');
    return judgeCrl(parseRevocationList(list), question(certificate));
  };
  const status = (what: string, verdict: typeof byOcsp | typeof byList) =>
    (['good', 'revoked'] as const).map((kind) => ({
      name: `brings ${what} that proves a certificate ${kind}`,
      run: async () => {
        const found = await verdict(kind === 'good' ? good : revoked);
        assert.deepEqual(found.ok ? found.status.kind : found.reason, kind);
      },
    }));
  const unreachable = { name: 'ConnectorError', code: 'unreachable' };
  return [
    ...status('an answer', byOcsp),
    ...status('a list', byList),
    {
      name: 'brings the issuer',
      run: async () => {
        const found = await source.issuersOf(good);
        assert.ok(found.some((der) => Buffer.from(der).equals(issuer.der)));
      },
    },
    {
      name: 'has nothing about a certificate that names no place',
      run: async () => {
        const all = [source.ocspOf(nowhere, issuer), source.crlOf(nowhere, issuer), source.issuersOf(nowhere)];
        assert.deepEqual(await Promise.all(all), [undefined, undefined, []]);
      },
    },
    {
      name: 'says unreachable when nobody answers',
      run: async () => {
        for (const asked of [away.ocspOf(good, issuer), away.crlOf(good, issuer), away.issuersOf(good)])
          await assert.rejects(asked, unreachable);
      },
    },
  ];
}
