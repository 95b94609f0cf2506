/** `chancery sam ceremony check`: whether tokens, clones among them, still hold what a protocol says. */
import { type CeremonyFacts, type CeremonyProtocol, openCeremony } from '@chancery/crypto-module/ceremony';
import { readPlan } from './plan.ts';
import { readProtocol } from './protocol-file.ts';

type Key = CeremonyFacts['tokens'][number]['keys'][number];

/** 0 they do, 1 they differ, 2 nothing was compared. */
export async function runCheck(
  path: string,
  { plan: planFile, json }: { plan: string; json?: boolean },
): Promise<void> {
  const { protocol } = readProtocol(path);
  const { means, tokens } = readPlan(planFile);
  const room = await openCeremony({ what: { task: 'look' }, means, tokens }, process.env);
  room.close();
  const differences = room.facts.tokens.flatMap(({ label, keys }) =>
    differing(protocol, keys).map((what) => `${what} in ${label}`),
  );
  const answer = {
    ok: differences.length === 0,
    tokens: room.facts.tokens.map(({ label, serial }) => ({ label, serial })),
    differences,
  };
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : told(answer));
  process.exitCode = answer.ok ? 0 : 1;
}

function differing({ tokens }: CeremonyProtocol, keys: readonly Key[]): string[] {
  const said = tokens[0]?.keys ?? [];
  const gone = said.filter((key) => !keys.some((each) => sentence(each) === sentence(key)));
  const more = keys.filter((key) => !said.some((each) => sentence(each) === sentence(key)));
  return [...gone.map((key) => `not as written: ${nameOf(key)}`), ...more.map((key) => `not written: ${nameOf(key)}`)];
}

/** What a clone shares with its original: CKA_LOCAL and its like are its own. */
function sentence(key: Key): string {
  const { local: _local, neverExtractable: _never, alwaysSensitive: _always, ...flags } = key.flags;
  return JSON.stringify([nameOf(key), key.checkValue ?? '', key.point ?? '', Object.entries(flags).sort()]);
}

function nameOf({ label, generation }: Key): string {
  return `${label}, generation ${generation}`;
}

function told({
  ok,
  tokens,
  differences,
}: {
  ok: boolean;
  tokens: readonly { label: string; serial: string }[];
  differences: readonly string[];
}): string {
  const where = tokens.map(({ label, serial }) => `${label} (${serial})`).join(' and ');
  return `${[...differences, ok ? `${where}: as the protocol says.` : `${where}: ${differences.length} differences.`].join('\n')}\n`;
}
