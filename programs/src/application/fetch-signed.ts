/** The signed files of a request, each written as it comes. */
import { join } from 'node:path';
import type { SignatureRequest } from '@chancery/api';
import type { ChanceryClient } from '@chancery/api/client';
import { asking, CommandError } from './command-error.ts';
import { requireFree, writeWhole } from './documents.ts';
import type { Progress } from './progress.ts';

export interface SignedOnDisk {
  /** Of the document that was sent. */
  readonly name: string;
  readonly file: string;
  readonly level: string;
}

interface Place {
  readonly out: string;
  readonly force?: boolean;
}

/** None where nothing was signed. Throws CommandError. */
export async function fetchSigned(
  client: ChanceryClient,
  { id, state, documents }: SignatureRequest,
  { out, force = false }: Place,
  progress: Progress,
): Promise<SignedOnDisk[]> {
  if (state !== 'signed') return [];
  progress.stage('Fetching');
  const there: SignedOnDisk[] = [];
  for (const [index, { name, level = 'B-B' }] of documents.entries()) {
    const signed = await asking(client.signatureRequests.file(id, index));
    const wanted = join(out, signed.name ?? `${index}.signed`);
    const file = there.some((one) => one.file === wanted) ? join(out, `${index}-${signed.name}`) : wanted;
    requireStillFree(file, force);
    await asking(writeWhole(file, signed.octets));
    there.push({ name, file, level });
    progress.done(there.length / documents.length);
  }
  return there;
}

/** Too late for wrong use: the documents are signed. */
function requireStillFree(file: string, force: boolean): void {
  try {
    requireFree(file, force, []);
  } catch (cause) {
    throw cause instanceof CommandError ? new CommandError('failed', cause.message, { cause }) : cause;
  }
}
