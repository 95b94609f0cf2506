/** `chancery timestamp`: a file stays where it is, its digest gets a time-stamp (RFC 3161). */
import { createHash, type Hash } from 'node:crypto';
import type { NewTimeStamp } from '@chancery/api';
import { der, digestLength } from '@chancery/pki';
import { asking, wrongUse } from './command-error.ts';
import { type InputFile, inputFile, octetsOf, requirePlace, writeWhole } from './documents.ts';
import { type Progress, withProgress } from './progress.ts';
import { type ClientOption, openClient } from './settings.ts';

export interface TimestampOptions extends ClientOption {
  /** In hexadecimal. */
  readonly hash?: string;
  readonly algorithm: NewTimeStamp['algorithm'];
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** A file that is called .tsr has the response that RFC 3161 files have, any other the token alone. Throws CommandError. */
export async function runTimestamp(path: string | undefined, options: TimestampOptions): Promise<void> {
  const { algorithm, force = false, json } = options;
  const out = placeFor(path, options);
  const file = path === undefined ? undefined : inputFile(path);
  requirePlace(out, force, file ? [file] : []);
  const client = openClient(options);
  const hash = file ? await digested(file, algorithm) : readDigest(options.hash ?? '', algorithm);
  const { token, time } = await asking(client.timestamps.create({ hash, algorithm }));
  const octets = Buffer.from(token, 'base64');
  await writeWhole(out, [out.toLowerCase().endsWith('.tsr') ? granted(octets) : octets]);
  const told = { file: out, time, algorithm, hash: Buffer.from(hash).toString('hex') };
  process.stdout.write(json ? `${JSON.stringify(told)}\n` : `${out}  ${time}\n`);
}

function placeFor(path: string | undefined, { hash, out }: TimestampOptions): string {
  if ((path === undefined) === (hash === undefined)) throw wrongUse('Name one file, or a digest with --hash.');
  if (out !== undefined) return out;
  if (path === undefined) throw wrongUse('A digest alone has no name: say where the time-stamp goes with --out.');
  return `${path}.tsr`;
}

function digested(file: InputFile, algorithm: NewTimeStamp['algorithm']): Promise<Uint8Array> {
  return withProgress((progress) => digestOf(file, createHash(algorithm), progress));
}

async function digestOf(file: InputFile, hash: Hash, progress: Progress): Promise<Uint8Array> {
  progress.stage('Digesting');
  let read = 0;
  const count = (octets: number) => {
    read += octets;
    progress.done(read / file.size);
  };
  for await (const piece of octetsOf(file, count)) hash.update(piece);
  return hash.digest();
}

function readDigest(hex: string, algorithm: NewTimeStamp['algorithm']): Uint8Array {
  const length = digestLength(algorithm);
  if (/^[0-9a-f]*$/i.test(hex) && hex.length === 2 * length) return Buffer.from(hex, 'hex');
  throw wrongUse(`--hash wants a digest of ${algorithm}: ${2 * length} hexadecimal digits.`);
}

/** TimeStampResp with status granted (RFC 3161, 2.4.2). */
function granted(token: Uint8Array): Uint8Array {
  return der.sequence(der.sequence(der.integer(0)), token);
}
