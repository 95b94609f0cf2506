/** A signature request out of files, each uploaded by itself while it is read. */
import { randomUUID } from 'node:crypto';
import type { NewSignatureRequest, SignatureRequest } from '@chancery/api';
import type { ChanceryClient } from '@chancery/api/client';
import { asking, wrongUse } from './command-error.ts';
import type { InputFile } from './documents.ts';
import type { Progress } from './progress.ts';
import { type FormOptions, formFor } from './signature-form.ts';
import { uploaded } from './uploaded.ts';

export interface RequestOptions extends FormOptions {
  /** Who signs: an account, or ISSUER#SUBJECT. */
  readonly for?: string;
  /** Which of her identities. */
  readonly identity?: string;
  /** With a key of its own instead. */
  readonly oneTime?: boolean;
  readonly level?: NonNullable<NewSignatureRequest['level']>;
  readonly lower?: boolean;
  readonly reason?: string;
  readonly location?: string;
  /** Seconds. */
  readonly expiresIn?: number;
}

/** Throws CommandError. */
export async function createRequest(
  client: ChanceryClient,
  files: readonly InputFile[],
  options: RequestOptions,
  progress: Progress,
): Promise<SignatureRequest> {
  const forms = files.map((file) => formFor(file, options));
  const signer = await signerOf(client, options);
  const uploads = await uploaded(client, files, progress);
  const documents = files.map(({ name }, i) => ({ name, upload: uploads[i]!, signature: forms[i]! }));
  return asking(client.signatureRequests.create({ ...signer, ...wanted(options), documents }, randomUUID()));
}

/** OpenID Connect Core, 2: an issuer has no fragment, so what follows the # is the subject. */
async function signerOf(client: ChanceryClient, { for: who, identity: credential, oneTime }: RequestOptions) {
  if (oneTime && credential !== undefined) throw wrongUse('Say --identity or --one-time, not both.');
  if (who === undefined && credential !== undefined) throw wrongUse('--identity is one of a person’s: say --for, too.');
  if (who === undefined) return {};
  const [issuer = '', subject] = who.split('#');
  const account = subject === undefined ? who : (await asking(client.accounts.find(issuer, subject))).id;
  return { account, ...(credential === undefined ? {} : { credential }) };
}

function wanted({ level, lower, reason, location, expiresIn, oneTime }: RequestOptions) {
  return {
    ...(oneTime ? { one_time_key: true as const } : {}),
    ...(level === undefined ? {} : { level }),
    ...(lower ? { when_unavailable: 'lower' as const } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(location === undefined ? {} : { location }),
    ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
  };
}
