import type { Fetched } from '../../client/index.ts';
import { protocolOf, type Representative } from '../config.ts';
import { encryptionKey } from '../database/sealed-secret.ts';
import { addsDevice } from '../factors/device-enrolment.ts';
import { deviceStanding } from '../factors/device-prompt.ts';
import { passkeysOf } from '../factors/factor.ts';
import { otpStanding } from '../factors/kept-otp.ts';
import { attemptsLeft } from '../factors/pin.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { personOf, standingOf } from '../trust/organization.ts';
import { findIdp } from '../trust/trust.ts';
import { addressOf, keepsAddress } from './address.ts';
import { type Challenge, loadChallenge, requireOpen, stateOf } from './challenge.ts';
import { authorizeUrl } from './evidence/oidc.ts';
import { ownPin } from './evidence/pin.ts';
import { samlRequestUrl } from './evidence/saml.ts';
import { isByClient } from './seal-approval.ts';
import { activeSigner } from './signer.ts';
import { statementOver } from './statement.ts';

/** What the approval page starts from: the statement, and where the proofs it asks for are gathered. */
export async function fetchChallenge(sam: Sam, { chal }: { readonly chal: string }): Promise<Fetched> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  const { asked, signer, intent } = challenge;
  const device = await deviceStanding(sam, challenge);
  return {
    statement: await statementOver(sam.module, intent),
    state: stateOf(challenge, sam.clock()),
    returnUrl: asked.return_url ?? '',
    // Who begins anew may do so with an authenticator that she had before.
    passkeys: asked.recovery === undefined ? await passkeysOf(sam.db, signer) : [],
    rp: { id: asked.rp_id, name: sam.config.rpName },
    ...(await idpOf(sam, challenge)),
    ...(await secretsOf(sam, challenge)),
    ...(device === undefined ? {} : { device }),
  };
}

/** Where one of the ways is a typed secret: what it is encrypted to, and how attempts stand. */
async function secretsOf(sam: Sam, challenge: Challenge): Promise<Pick<Fetched, 'encryption' | 'pin' | 'otp'>> {
  const { asked, signer } = challenge;
  const kinds = new Set(asked.factors.flatMap((way) => way.split('+')));
  if (!typed.some((kind) => kinds.has(kind)) && !addsDevice(challenge)) return {};
  const address = kinds.has('otp') ? await addressOf(sam, signer) : undefined;
  return {
    encryption: await encryptionKey(sam.module),
    ...(kinds.has('pin') ? { pin: await attemptsLeft(sam, { signer, factor: ownPin }) } : {}),
    ...(address === undefined ? {} : { otp: await otpStanding(sam, challenge, address) }),
  };
}

const typed = ['pin', 'pin-registration', 'otp'];

/** What an organisation approves by its own key, without a page: only that, and only while it is open. */
export async function clientStatement(sam: Sam, { chal }: { readonly chal: string }): Promise<{ statement: string }> {
  const challenge = await loadChallenge(sam.db, sam.module, chal);
  if (!isByClient(challenge)) refuse('policy', 'meant for the approval page');
  requireOpen(challenge, sam.clock());
  return { statement: await statementOver(sam.module, challenge.intent) };
}

/** Where the person logs in, if any way asks for it and officers trust that provider still. */
async function idpOf(sam: Sam, challenge: Challenge): Promise<Pick<Fetched, 'idp'>> {
  const { asked, ih } = challenge;
  const kinds = asked.factors.flatMap((way) => way.split('+'));
  if (!kinds.includes('oidc') && !kinds.includes('saml')) return {};
  const who = asked.idp ?? (await whoLogsIn(sam, challenge));
  const idp = who === undefined ? undefined : await findIdp(sam, who.issuer);
  if (idp === undefined || !kinds.includes(protocolOf(idp))) return {};
  const { sicOrigin } = sam.config;
  if (idp.protocol === 'saml')
    return { idp: { authorizeUrl: samlRequestUrl(idp, sicOrigin, asked.chal, ih, asked.iat) } };
  const scope = (await keepsAddress(sam, asked)) ? 'openid profile email phone' : 'openid profile';
  return { idp: { authorizeUrl: authorizeUrl(idp, sicOrigin, asked.chal, ih, scope) } };
}

async function whoLogsIn(sam: Sam, { signer }: Challenge): Promise<Representative | undefined> {
  const { identity } = await activeSigner(sam.db, sam.module, signer);
  return personOf({ identity, organization: await standingOf(sam, identity) });
}
