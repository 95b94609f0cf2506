import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { SamError } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { asRefusal, refuse } from '../refusal.ts';
import type { Peer, Sam } from '../sam.ts';
import type { Answer } from './listener.ts';
import { httpStatus, type Method, methods } from './method.ts';

/** Decodes, calls, translates: what is not a refusal is our own fault and leaves as `module_unavailable` with a reference. */
export function answering(sam: Sam, logger: Logger): Answer {
  return async (peer, name, body, certificate) => {
    const method = methods[peer].get(name) ?? notOffered;
    const message = parseJson(body);
    try {
      if (method.audited && peer !== 'officer') requireTime(sam);
      return { status: 200, body: await method.run(sam, message, peer, certificate) };
    } catch (error) {
      const refusal = asRefusal(error);
      const ref = await reference(sam, peer, name, message, method, refusal, error, logger);
      const code = refusal?.code ?? 'module_unavailable';
      return { status: httpStatus[code], body: { error: code, ref } };
    }
  };
}

/** Whatever binds somebody needs the time; officers must still get in. */
function requireTime({ clockFault }: Sam): void {
  const fault = clockFault();
  if (fault !== undefined) refuse('module_unavailable', fault);
}

const notOffered: Method = { audited: true, run: async () => refuse('not_found', 'not offered to this peer') };

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

async function reference(
  sam: Sam,
  peer: Peer,
  name: string,
  message: unknown,
  method: Method,
  refusal: SamError | undefined,
  error: unknown,
  logger: Logger,
): Promise<string> {
  if (refusal !== undefined && (!method.audited || refusal.code === 'invalid')) return logged(refusal, name, logger);
  const reason = refusal === undefined ? 'internal error' : `${refusal.code}: ${refusal.message}`;
  if (refusal === undefined) logger.error({ err: error, method: name }, 'internal error');
  const event: AuditEvent = { ev: 'REFUSED', outcome: 'refused', actor: peer, reason, detail: about(name, message) };
  return sam.audit.record(event).catch((cause: unknown) => {
    logger.error({ err: cause, method: name }, 'the audit log cannot be written');
    return 'unaudited';
  });
}

function logged(refusal: SamError, method: string, logger: Logger): string {
  const ref = randomUUID().slice(0, 8);
  logger.info({ ref, method, code: refusal.code, reason: refusal.message }, 'refused');
  return ref;
}

const named = ['chal', 'signer', 'key', 'callId', 'client', 'purpose'] as const;

/** What the refused message was about: identifiers only, never a PIN, a proof or the secret half of a SAD. */
function about(method: string, message: unknown): Record<string, string> {
  const given = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  const { sad } = given;
  const chal = typeof sad === 'string' ? { chal: sad.split('.')[0]?.slice(0, 64) ?? '' } : {};
  const ids = named.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name].slice(0, 128)]] : []));
  return { method: method.slice(0, 40), ...Object.fromEntries(ids), ...chal };
}
