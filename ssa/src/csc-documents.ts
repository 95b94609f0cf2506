import { findClient, groupOfCredential } from '@chancery/store';
import { readRoot } from './api/certificates.ts';
import type { CscDeps } from './csc/csc-deps.ts';
import type { SsaDeps } from './deps.ts';
import { stampOf } from './levels/augmentation.ts';
import { SsaError } from './ssa-error.ts';

type Parts = Pick<SsaDeps, 'store' | 'outward' | 'revocation' | 'roots'>;

/**
 * Who gives time and evidence to what CSC signs: the authorities of the client's group. A password login belongs to none, so that it is
 * those of the group whose application had the key made.
 */
export function cscDocuments(deps: Parts): CscDeps['documents'] {
  return {
    sources: deps.revocation,
    anchors: deps.roots.map(readRoot),
    stampFor: async (client, credentialID) => {
      const { db } = deps.store;
      const group = (await findClient(db, client))?.group ?? (await groupOfCredential(db, credentialID));
      return group === undefined ? undefined : stampOf(deps, group).catch(nobody);
    },
  };
}

function nobody(error: unknown): undefined {
  if (error instanceof SsaError && error.code === 'conflict') return undefined;
  throw error;
}
