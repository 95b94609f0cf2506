import type { Intent } from '../../client/index.ts';
import { type Told, tell } from './message-words.ts';

/** Longer names of documents are cut: a message is short. */
const longest = 40;

/**
 * What the message says (EN 419 241-1: the signer knows what she agrees to), in the language of the intent: who asks, for what, the
 * password, and that it is typed on the approval page alone. The last line binds it to that page for browsers that fill it in (origin-bound
 * one-time codes).
 */
export function otpMessage(asked: Intent, otp: string): Told {
  const { lang, rp_id: page } = asked;
  const first = tell(lang, sentenceFor(asked), namedIn(asked));
  const lines = [first.text, tell(lang, 'code', { otp, page }).text, `@${page} #${otp}`];
  return { ...first, text: lines.join('\n') };
}

function sentenceFor({ purpose, n = 0, seal }: Intent) {
  if (purpose !== 'sign') return purpose;
  const what = seal === undefined ? 'sign' : 'seal';
  return n > 1 ? (`${what}.several` as const) : what;
}

function namedIn({ client_name: client, display = [], n: count = 0, seal }: Intent) {
  const label = display[0]?.label ?? '';
  const name = label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
  return { client, name, count, organization: seal?.organization ?? '' };
}
