/** `chancery sam ceremony verify`: a protocol judged offline. */
import {
  type CeremonyProtocol,
  type Finding,
  judgeProtocol,
  type ProtocolFinding,
} from '@chancery/crypto-module/ceremony';
import { wrongUse } from './ceremony-error.ts';
import { officerKeyIn } from './plan.ts';
import { canonicalize, type ReadProtocol, readProtocol } from './protocol-file.ts';

interface VerifyOptions {
  readonly officer?: readonly string[];
  readonly previous?: string;
  readonly json?: boolean;
}

/** 0 whole and by these officers; 1 findings; 2 nothing was verified; 3 whole, but nobody said whose keys these are. */
export function runVerify(path: string, options: VerifyOptions): void {
  const read = readProtocol(path);
  const named = options.officer !== undefined;
  const findings = judge(read, options);
  const verdict = { ok: findings.length === 0 && named, officersNamed: named, findings };
  const { protocol } = read;
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...verdict, protocol })}\n` : told(protocol, findings, named),
  );
  process.exitCode = findings.length > 0 ? 1 : named ? 0 : 3;
}

function judge(read: ReadProtocol, { officer, previous }: VerifyOptions): readonly Finding[] {
  const officers = officer?.map(officerKeyIn);
  const before = previous === undefined ? undefined : readProtocol(previous);
  try {
    return judgeProtocol({ ...read, canonicalize, ...(officers && { officers }), ...(before && { previous: before }) });
  } catch (cause) {
    throw wrongUse('A key in this protocol cannot be read: nothing was verified.', cause);
  }
}

function told(protocol: CeremonyProtocol, findings: readonly Finding[], named: boolean): string {
  const { installation, place, started, ended, officers, witnesses, tokens, warnings, made, destroyed } = protocol;
  return `${[
    `Ceremony for ${installation}: ${place}, ${started} to ${ended}`,
    ...officers.map(({ name, kid }) => `  officer ${name}, key ${kid}`),
    ...witnesses.map(({ name, role }) => `  ${role} ${name}`),
    ...tokens.flatMap(({ label, serial, manufacturer, model, firmware, keys }) => [
      `  token ${label}, serial ${serial}, ${manufacturer} ${model}, firmware ${firmware}`,
      ...keys.map(
        (key) =>
          `    ${key.label.padEnd(24)} generation ${key.generation}  ${key.checkValue ?? key.point?.slice(0, 34) ?? '-'}`,
      ),
    ]),
    `Made: ${listed(made)}. Destroyed: ${listed(destroyed)}.`,
    ...warnings.map((warning) => `WARNING ${warning}`),
    ...findings.map(({ finding, what }) => `FINDING ${finding}: ${what}: ${meanings[finding]}`),
    verdict(findings, named),
  ].join('\n')}\n`;
}

function listed(keys: CeremonyProtocol['made']): string {
  return keys.map(({ label, generation }) => `${label} ${generation}`).join(', ') || 'nothing';
}

function verdict(findings: readonly Finding[], named: boolean): string {
  if (findings.length > 0) return `${findings.length} findings.`;
  return named
    ? 'Whole, and signed by these officers.'
    : 'Whole, signed by the keys it names. Whose they are, --officer says: compare.';
}

const meanings: Readonly<Record<ProtocolFinding, string>> = {
  'not-canonical': 'it is not the canonical form of what it says.',
  officers: 'these are not two different people with keys of their own, apart from the witnesses.',
  'not-signed': 'this officer’s signature is missing or wrong.',
  'other-officers': 'this officer is not one of those named.',
  'not-attested': 'the signature by the token’s own key is missing or wrong.',
  'foreign-signature': 'somebody signed whom it does not name.',
  'keys-missing': 'it is not there.',
  'not-destroyed': 'it is there.',
  'key-weak': 'it can do more than it may, or was not tried.',
  'tokens-differ': 'they do not hold the same keys.',
  times: 'it ended before it began.',
  previous: 'it does not follow the protocol before it, or has changed since.',
};
