import { tell } from '../factors/message-words.ts';
import type { Sam } from '../sam.ts';
import type { Address } from './address.ts';

/**
 * Where a signer got messages before, she is told that she has new factors, so that somebody who was taken for her is found out while
 * her keys rest. Whoever recovers has chosen the language, so that it is said in English besides. A message that nobody carries stops nothing: the log says that she was not told.
 */
export async function tellOfRecovery(
  sam: Sam,
  signer: string,
  address: Address | undefined,
  restsUntil: Date,
  lang: string | undefined,
): Promise<void> {
  if (address === undefined || sam.gateway === undefined) return;
  const values = { provider: sam.config.rpName, time: restsUntil.toISOString().slice(0, 16).replace('T', ' ') };
  const [notice, inEnglish] = [tell(lang, 'recovered', values), tell('en', 'recovered', values)];
  const texts = new Set([notice.text, inEnglish.text]);
  const sent = sam.gateway.send({ to: address.to, text: [...texts].join('\n\n'), lang: notice.lang });
  const outcome = await sent.then(
    () => 'ok' as const,
    () => 'refused' as const,
  );
  await sam.audit.record({ ev: 'SIGNER_TOLD', outcome, actor: 'sam', subject: signer });
}
