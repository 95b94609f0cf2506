import type { Intent } from '../../client/index.ts';

/** Longer names of documents are cut: a message is short. */
const longest = 40;

/**
 * What the message says (EN 419 241-1: the signer knows what she agrees to): who asks, for what, the password, and that it is typed on
 * the approval page alone. The last line binds it to that page for browsers that fill it in (origin-bound one-time codes).
 */
export function otpMessage(asked: Intent, otp: string): { readonly text: string; readonly lang: string } {
  const lines = [
    `${asked.client_name} asks you to ${whatIn(asked)}.`,
    `Code: ${otp}, for five minutes. Type it on ${asked.rp_id} and nowhere else; tell it to nobody.`,
    `@${asked.rp_id} #${otp}`,
  ];
  return { text: lines.join('\n'), lang: 'en' };
}

function whatIn({ purpose, display = [], n = 0, seal }: Intent): string {
  if (purpose === 'key.create') return 'make a key for signing';
  if (purpose === 'factor.change') return 'change how you approve';
  const label = display[0]?.label ?? '';
  const name = label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
  const more = n > 1 ? ` and ${n - 1} more (${n} documents)` : '';
  return `${seal === undefined ? 'sign' : 'seal'} “${name}”${more}`;
}
