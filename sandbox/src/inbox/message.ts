import { SandboxError } from '../error.ts';

/** What the engine hands to a messaging gateway: `POST /messages {to, text, lang}`, answered 202. */
export interface Message {
  /** `tel:+34600000001` or `mailto:ana@example.test`. */
  readonly to: string;
  readonly text: string;
  /** BCP 47. */
  readonly lang: string;
}

export function readMessage({ to, text, lang, ...more }: Readonly<Record<string, unknown>>): Message {
  const texts = typeof to === 'string' && typeof text === 'string' && typeof lang === 'string';
  if (texts && /^(tel|mailto):./.test(to) && Object.keys(more).length === 0) return { to, text, lang };
  throw new SandboxError('input', 'A message has exactly the texts to (tel: or mailto:), text and lang.');
}
