/** `chancery sam ceremony make` and `kek`: keys are made in the tokens, and the protocol is written for the officers to sign. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  addSignature,
  type CeremonyProtocol,
  type CeremonyTask,
  hashOf,
  judgeProtocol,
  moduleKey,
  openCeremony,
  type ProtocolFile,
  signingInput,
  warningsOf,
} from '@chancery/crypto-module/ceremony';
import { CeremonyError } from './ceremony-error.ts';
import { type CeremonyPlan, readPlan } from './plan.ts';
import { canonicalize, readProtocol, reserve, writeProtocol } from './protocol-file.ts';
import { toSign } from './to-sign.ts';

interface MakeOptions {
  readonly plan: string;
  readonly out: string;
  readonly json?: boolean;
}

export async function runMake(options: MakeOptions): Promise<void> {
  await hold(options, { task: 'keys' }, null);
}

type NextOptions = MakeOptions & { readonly scal: 1 | 2; readonly previous: string };

export async function runKek(options: NextOptions): Promise<void> {
  await hold(options, { task: 'kek', scal: options.scal }, hashOf(wholeProtocol(options.previous)));
}

export async function runDestroy(options: NextOptions & { readonly generation: number }): Promise<void> {
  const { scal, generation, previous } = options;
  await hold(options, { task: 'destroy', scal, generation }, hashOf(wholeProtocol(previous)));
}

function wholeProtocol(path: string): ProtocolFile {
  const former = readProtocol(path);
  const [finding] = judgeProtocol({ ...former, canonicalize });
  if (finding === undefined) return former.file;
  throw new CeremonyError(1, `${path} is not whole (${finding.finding}: ${finding.what}): nothing was made.`);
}

async function hold(
  { plan: path, out, json }: MakeOptions,
  what: CeremonyTask,
  previous: string | null,
): Promise<void> {
  const plan = readPlan(path);
  reserve(out);
  try {
    const { file, protocol } = await ceremony(plan, what, previous);
    writeProtocol(out, file);
    process.stdout.write(json ? `${JSON.stringify(answer(out, protocol, file))}\n` : told(out, protocol, file));
  } catch (error) {
    rmSync(out, { force: true });
    throw error;
  }
}

async function ceremony(plan: CeremonyPlan, what: CeremonyTask, previous: string | null) {
  const started = new Date().toISOString();
  const { means, tokens, officers } = plan;
  // A module finds its tokens by variables of its maker's.
  const room = await openCeremony({ what, means, tokens }, process.env);
  try {
    const protocol = protocolOf(plan, what, room.facts, previous, started);
    const unsigned = { payload: Buffer.from(canonicalize(protocol)).toString('base64url'), signatures: [] };
    const module = moduleKey(protocol);
    if (module === undefined) throw new CeremonyError(1, 'The token does not tell its key chancery-checkpoint.');
    const digest = createHash('sha256').update(signingInput(unsigned, module)).digest();
    return { protocol, officers, file: addSignature(unsigned, module, await room.attest(digest)) };
  } finally {
    room.close();
  }
}

type Facts = Pick<CeremonyProtocol, 'module' | 'tokens' | 'made' | 'destroyed'>;

function protocolOf(
  { installation, place, officers, witnesses, provider, means, librarySha256 }: CeremonyPlan,
  { task }: CeremonyTask,
  { module, tokens, made, destroyed }: { readonly module: Omit<Facts['module'], 'sha256'> } & Omit<Facts, 'module'>,
  previous: string | null,
  started: string,
): CeremonyProtocol {
  const { profile: kek, unwrapTemplate, wrapMechanism } = means;
  const profile = { provider, kek, unwrapTemplate, wrapMechanism };
  return {
    type: 'chancery-ceremony-1',
    what: task === 'look' ? 'keys' : task,
    installation,
    place,
    started,
    ended: new Date().toISOString(),
    officers: officers.map(({ name, alg, kid, jwk }) => ({ name, alg, kid, key: jwk })),
    witnesses,
    profile,
    module: { ...module, sha256: librarySha256 },
    tokens,
    made,
    destroyed,
    previous,
    warnings: warningsOf({ profile, tokens, made }),
  };
}

function answer(out: string, { made, destroyed, warnings, officers }: CeremonyProtocol, file: ProtocolFile) {
  return { protocol: out, made, destroyed, warnings, toSign: officers.map((officer) => toSign(file, officer)) };
}

function told(
  out: string,
  { made, destroyed, tokens, warnings, officers }: CeremonyProtocol,
  file: ProtocolFile,
): string {
  const where = tokens.map(({ label, serial }) => `${label} (${serial})`).join(' and ');
  return `${[
    `In ${where}:`,
    ...made.map(({ label, generation }) => `  made ${label}  generation ${generation}`),
    ...destroyed.map(({ label, generation }) => `  destroyed ${label}  generation ${generation}`),
    ...warnings.map((warning) => `WARNING ${warning}`),
    `The protocol is ${out}. It counts when every officer has signed it:`,
    ...officers.map((officer) => `  ${officer.name}: chancery sam ceremony sign ${out} --officer "${officer.name}"`),
    ...officers.map((officer) => `    ${officer.alg} over the digest ${toSign(file, officer).digest}`),
  ].join('\n')}\n`;
}
