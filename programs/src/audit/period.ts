import type { AuditFinding, AuditVerdict } from '@chancery/sam/server';
import { ConfigurationError } from '../configuration.ts';

/** RFC 3339 times or days as they are typed: from the one on, and before the other. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** What of a verdict concerns a time; `elsewhere` is how many findings do not. */
export interface PeriodVerdict extends AuditVerdict {
  readonly elsewhere: number;
}

/** Milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Throws ConfigurationError. */
export function readPeriod(period: Period): Span {
  const span = { from: timeOf(period.from, -Infinity), to: timeOf(period.to, Infinity) };
  if (span.from >= span.to) throw new ConfigurationError('--from is before --to.');
  return span;
}

/** The log is verified whole all the same: a run is proven by what was woven into it. */
export function ofPeriod(verdict: AuditVerdict, { from, to }: Span): PeriodVerdict {
  const chains = verdict.chains.filter((one) => !(Date.parse(one.from) >= to || Date.parse(one.to) < from));
  const findings = verdict.findings.filter((one) => concerns(one, { ...verdict, chains }, to));
  const records = chains.reduce((sum, one) => sum + one.records, 0);
  const elsewhere = verdict.findings.length - findings.length;
  return { ...verdict, ok: findings.length === 0, records, chains, findings, elsewhere };
}

/** What ends a chain lies after its last sound record. Where a finding has no time it concerns every time. */
const ending: ReadonlySet<AuditFinding['finding']> = new Set(['gap', 'hash', 'link', 'content', 'time', 'silent']);

function concerns(found: AuditFinding, { chains }: AuditVerdict, to: number): boolean {
  if ('cp' in found) return true;
  const chain = chains.find((one) => one.chain === found.chain);
  return chain !== undefined && !(ending.has(found.finding) && Date.parse(chain.to) >= to);
}

function timeOf(text: string | undefined, unlessTold: number): number {
  const time = text === undefined ? unlessTold : Date.parse(text);
  if (Number.isNaN(time)) throw new ConfigurationError(`${text} is no time: write 2026-03-01 or 2026-03-01T09:00:00Z.`);
  return time;
}
