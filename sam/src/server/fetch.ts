import type { Fetched } from '../client/index.ts';
import { type Challenge, loadChallenge, requireOpen, stateOf } from './challenge.ts';
import { authorizeUrl } from './evidence/oidc.ts';
import { passkeysOf } from './factor.ts';
import { refuse } from './refusal.ts';
import type { Sam } from './sam.ts';
import { isByClient } from './seal-approval.ts';
import { statementOver } from './statement.ts';
import { trustedIdp } from './trust.ts';

/** What the approval page starts from: the statement, and where the proofs it asks for are gathered. */
export async function fetchChallenge(sam: Sam, { chal }: { readonly chal: string }): Promise<Fetched> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  const { asked, signer, intent } = challenge;
  return {
    statement: await statementOver(sam.module, intent),
    state: stateOf(challenge, sam.clock()),
    returnUrl: asked.return_url ?? '',
    passkeys: await passkeysOf(sam.db, signer),
    rp: { id: asked.rp_id, name: sam.config.rpName },
    ...(await idpOf(sam, challenge)),
  };
}

/** What an organisation approves by its own key, without a page: only that, and only while it is open. */
export async function clientStatement(sam: Sam, { chal }: { readonly chal: string }): Promise<{ statement: string }> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  if (!isByClient(challenge)) refuse('policy', 'meant for the approval page');
  requireOpen(challenge, sam.clock());
  return { statement: await statementOver(sam.module, challenge.intent) };
}

async function idpOf(sam: Sam, { asked, ih }: Challenge): Promise<Pick<Fetched, 'idp'>> {
  if (asked.idp === undefined) return {};
  const idp = await trustedIdp(sam.db, sam.module, asked.idp.issuer);
  return { idp: { authorizeUrl: authorizeUrl(idp, sam.config.sicOrigin, asked.chal, ih) } };
}
