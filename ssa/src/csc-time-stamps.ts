import { ConnectorError } from '@chancery/connectors/tsa';
import { findClient, onlyGroupWithTsas } from '@chancery/store';
import type { CscDeps } from './csc/csc-deps.ts';
import { CscError } from './csc/csc-error.ts';
import type { SsaDeps } from './deps.ts';
import { timeStampingOf } from './levels/augmentation.ts';
import { SsaError } from './ssa-error.ts';

/**
 * Time-stamps of CSC by the authorities of the caller's group. A person who logged in with a password calls through no application: where
 * one group alone has authorities, they are asked.
 */
export function cscTimeStamps(deps: Pick<SsaDeps, 'store' | 'outward'>): CscDeps['stamp'] {
  const { db } = deps.store;
  return async ({ client }, imprint, digest, nonce) => {
    const group = (await findClient(db, client))?.group ?? (await onlyGroupWithTsas(db));
    const authorities = group === undefined ? undefined : await timeStampingOf(deps, group).catch(noneConnected);
    return (await authorities?.stamp(imprint, digest, nonce).catch(unavailable))?.token;
  };
}

function noneConnected(error: unknown): undefined {
  if (!(error instanceof SsaError && error.code === 'conflict')) throw error;
}

function unavailable(cause: unknown): never {
  throw cause instanceof ConnectorError ? new CscError('temporarilyUnavailable', { cause }) : cause;
}
