/** Files on their way to the engine, one after the other: no more than a piece of one is in memory. */
import type { ChanceryClient } from '@chancery/api/client';
import { asking } from './command-error.ts';
import { type InputFile, octetsOf } from './documents.ts';
import type { Progress } from './progress.ts';

/** The uploads by their ids. Throws CommandError. */
export async function uploaded(
  client: ChanceryClient,
  files: readonly InputFile[],
  progress: Progress,
): Promise<string[]> {
  progress.stage('Uploading');
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const ids: string[] = [];
  let sent = 0;
  const count = (octets: number) => {
    sent += octets;
    progress.done(sent / total);
  };
  for (const file of files) ids.push((await asking(client.uploads.create(octetsOf(file, count)))).id);
  return ids;
}
