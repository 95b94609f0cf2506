/** What `chancery sign` says when it is done: lines or one object on stdout, and a number. */
import type { NewSignatureRequest, SignatureRequest } from '@chancery/api';
import { exitCodes } from './command-error.ts';
import type { SignedOnDisk } from './fetch-signed.ts';

interface Telling {
  readonly json?: boolean;
  readonly level?: NonNullable<NewSignatureRequest['level']>;
}

export function tellCreated(request: SignatureRequest, { json }: Telling): void {
  process.stdout.write(json ? objectOf(request, []) : `${request.id}\n${request.authorization_url}\n`);
}

export function tellEnded(request: SignatureRequest, signed: readonly SignedOnDisk[], { json, level }: Telling): void {
  const lines = signed.map((one) => `${one.file}  ${one.level}\n`).join('');
  process.stdout.write(json ? objectOf(request, signed) : lines);
  if (request.state !== 'signed') process.stderr.write(`${endingOf(request)}\n`);
  process.exitCode = codeOf(request, level === undefined || signed.every((one) => one.level === level));
}

function objectOf({ id, state, authorization_url, failure }: SignatureRequest, files: readonly SignedOnDisk[]): string {
  return `${JSON.stringify({ request: id, state, authorization_url, failure, files })}\n`;
}

const endings: Partial<Readonly<Record<SignatureRequest['state'], string>>> = {
  refused: 'The signer refused to sign.',
  cancelled: 'The request was withdrawn.',
  expired: 'The time of the request is over.',
};

function endingOf({ state, failure }: SignatureRequest): string {
  return endings[state] ?? `The engine could not sign: ${failure ?? state}.`;
}

function codeOf({ state }: SignatureRequest, reached: boolean): number {
  if (state === 'signed') return reached ? exitCodes.done : exitCodes.lower;
  return state === 'failed' ? exitCodes.failed : exitCodes['not-signed'];
}
