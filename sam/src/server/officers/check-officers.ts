import type { Officer } from '../../client/index.ts';
import { refuseConfiguration } from '../start-error.ts';
import { credentialFault } from './officer-key.ts';
import { listFault } from './officer-role.ts';

/** Refuses first officers who could decide nothing, or of whom one could decide alone. Throws SamStartError. */
export function checkOfficers(officers: readonly Officer[]): void {
  if (officers.length === 0) return;
  const fault = listFault(officers) ?? officers.map(faultOf).find((one) => one !== undefined);
  if (fault !== undefined) refuseConfiguration(`config.officers: ${fault}`);
  for (const name of ['officer', 'certificate'] as const)
    if (new Set(officers.map((one) => one[name])).size !== officers.length)
      refuseConfiguration(`config.officers: two have the same ${name}`);
}

function faultOf(officer: Officer): string | undefined {
  const fault = credentialFault(officer);
  return fault === undefined ? undefined : `${officer.officer}: ${fault}`;
}
