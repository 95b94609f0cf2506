import type { Officer, OfficerRole } from '../../client/index.ts';

/** Enough that two approve what a third asks for (dual control without self-approval). */
const fewestSecurityOfficers = 3;

/**
 * Which roles one person may not hold together (EN 419 241-1 SRG_M): who decides neither runs the system nor audits it, who audits
 * does nothing else, who verifies persons does not administer the system that believes him.
 */
const apart: Readonly<Record<OfficerRole, readonly OfficerRole[]>> = {
  'security-officer': ['administrator', 'operator', 'auditor', 'registration-officer'],
  auditor: ['security-officer', 'administrator', 'operator', 'registration-officer'],
  administrator: ['security-officer', 'auditor', 'registration-officer'],
  operator: ['security-officer', 'auditor'],
  'registration-officer': ['security-officer', 'auditor', 'administrator'],
};

/** The first two roles that must be apart, or that are the same; undefined for a set one person may hold. */
export function roleConflict(roles: readonly OfficerRole[]): string | undefined {
  if (roles.length === 0) return 'no role';
  const clash = roles.find(
    (role, i) => roles.indexOf(role) !== i || roles.some((other) => apart[role].includes(other)),
  );
  return clash === undefined
    ? undefined
    : `${clash} together with ${roles.filter((role) => role !== clash).join(', ')}`;
}

/** What is wrong with a whole list of officers; undefined if it can decide and nobody stands in it twice. */
export function listFault(officers: readonly Officer[]): string | undefined {
  for (const { officer, roles } of officers) {
    const conflict = roleConflict(roles);
    if (conflict !== undefined) return `${officer} may not be ${conflict}`;
  }
  const deciding = officers.filter(({ roles }) => roles.includes('security-officer')).length;
  if (deciding < fewestSecurityOfficers) return `${deciding} security officers, fewer than ${fewestSecurityOfficers}`;
  return undefined;
}
