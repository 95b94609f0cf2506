import type { Sam } from '../sam.ts';
import type { Address } from './address.ts';

/**
 * Where a signer got messages before, she is told that she has new factors, so that somebody who was taken for her is found out while
 * her keys rest. A message that nobody carries stops nothing: the log says that she was not told.
 */
export async function tellOfRecovery(
  sam: Sam,
  signer: string,
  address: Address | undefined,
  restsUntil: Date,
): Promise<void> {
  if (address === undefined || sam.gateway === undefined) return;
  const text = [
    `How you approve signatures was replaced at ${sam.config.rpName}: what you used before is worth nothing now.`,
    `Your keys for qualified signatures rest until ${restsUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    `If this was not you, tell ${sam.config.rpName} before then.`,
  ].join('\n');
  const sent = sam.gateway.send({ to: address.to, text, lang: 'en' });
  const outcome = await sent.then(
    () => 'ok' as const,
    () => 'refused' as const,
  );
  await sam.audit.record({ ev: 'SIGNER_TOLD', outcome, actor: 'sam', subject: signer });
}
