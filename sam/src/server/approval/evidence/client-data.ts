import { refuse } from '../../refusal.ts';

/** What the browser must have said: which ceremony, over which intent, on which page. */
export type ExpectedClientData = {
  readonly type: 'webauthn.get' | 'webauthn.create';
  readonly ih: Uint8Array;
  readonly origin: string;
};

/** WebAuthn 7.1 steps 7-10, 7.2 steps 10-14. Refuses with `evidence_invalid`. */
export function checkClientData(json: Uint8Array, expected: ExpectedClientData): void {
  const data = parse(json);
  if (data['type'] !== expected.type) refuse('evidence_invalid', 'another ceremony');
  const challenge = Buffer.from(expected.ih).toString('base64url');
  if (data['challenge'] !== challenge) refuse('evidence_invalid', 'the challenge is not this intent');
  if (data['origin'] !== expected.origin) refuse('evidence_invalid', `another origin: ${String(data['origin'])}`);
  const framed = (data['crossOrigin'] ?? false) !== false || data['topOrigin'] !== undefined;
  if (framed) refuse('evidence_invalid', 'approved inside another page');
}

function parse(json: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    refuse('evidence_invalid', 'client data is not JSON', cause);
  }
  return refuse('evidence_invalid', 'client data is not an object');
}
