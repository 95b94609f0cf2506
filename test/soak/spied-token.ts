/**
 * What a lane does with its token, as a foreign witness writes it down: OpenSC's spy, into a pipe that is counted as it is read, for an
 * hour of it would fill a disk.
 */
import { execFileSync } from 'node:child_process';
import { constants, globSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface SpiedToken {
  readonly library: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Sessions that are open, and objects that were made and not destroyed. */
  held(): { readonly sessions: number; readonly objects: number };
  close(): void;
}

/** How a call that was successful changes what is held. */
const effects: Readonly<Record<string, readonly ['sessions' | 'objects', number]>> = {
  C_OpenSession: ['sessions', 1],
  C_CloseSession: ['sessions', -1],
  C_GenerateKeyPair: ['objects', 2],
  C_GenerateKey: ['objects', 1],
  C_CreateObject: ['objects', 1],
  C_CopyObject: ['objects', 1],
  C_DeriveKey: ['objects', 1],
  C_UnwrapKey: ['objects', 1],
  C_DestroyObject: ['objects', -1],
};

/** One lane writes into `pipe`, which is made; two would write into each other's lines. */
export function spyOn(library: string, environment: Readonly<Record<string, string>>, pipe: string): SpiedToken {
  const [spy = ''] = globSync('/usr/lib/*/pkcs11-spy.so');
  execFileSync('mkfifo', [pipe]);
  // Open for both, so that it neither waits for the lane nor ends with it.
  const socket = new Socket({ fd: openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  const held = { sessions: 0, objects: 0 };
  let called: (typeof effects)[string] | undefined;
  createInterface({ input: socket }).on('line', (line) => {
    const name = /^\d+: (C_\w+)$/.exec(line)?.[1];
    if (name !== undefined) called = effects[name];
    else if (called !== undefined && line.startsWith('Returned:  0 ')) held[called[0]] += called[1];
  });
  return {
    library: spy,
    environment: { ...environment, PKCS11SPY: library, PKCS11SPY_OUTPUT: pipe },
    held: () => ({ ...held }),
    close: () => socket.destroy(),
  };
}

/** The labels of what the token keeps, as pkcs11-tool sees it with the PIN. */
export function objectsIn(
  { library, environment }: Pick<SpiedToken, 'library' | 'environment'>,
  { label, pin }: { readonly label: string; readonly pin: string },
): readonly string[] {
  const args = ['--module', library, '--token-label', label, '--login', '--pin', pin, '--list-objects'];
  const env = { PATH: '/usr/bin', ...environment };
  // What it warns of is that keys cannot be read.
  const said = execFileSync('pkcs11-tool', args, { encoding: 'utf8', env, stdio: 'pipe' });
  return (said.match(/(?<=label: +)\S+/g) ?? []).sort();
}
