/** `chancery sam backup` and `restore`: the one through the officers' door, the other where no SAM runs. */
import { existsSync, readFileSync } from 'node:fs';
import { approveRestore, type RestoreRequest, requestRestore, restoreHash, SamError } from '@chancery/sam/client';
import { restoreSam, SamStartError, sha256File } from '@chancery/sam/server';
import { ConfigurationError, database, readConfiguration } from '../configuration.ts';
import { moduleOptions } from '../module-configuration.ts';
import { writePrivate } from '../private-file.ts';
import { SamConfiguration } from '../sam-configuration.ts';
import { type AsOfficer, asOfficer, OfficerCommandError, settings, tell } from './officer.ts';
import { signerOf } from './second-factor.ts';

export async function takeBackup(op: string, options: AsOfficer): Promise<void> {
  const made = await asOfficer(options, (sam) => sam.backUp(op));
  tell(options, made, [`${made.file}  ${made.rows} rows`, `SHA-256 ${made.sha256}`]);
}

type Json = { readonly json?: boolean };
type Asked = Json & { readonly config: string; readonly in: string; readonly request: string };

export async function askRestore(options: Asked & AsOfficer & { readonly reason: string }): Promise<void> {
  const { as, config, request: to, reason } = options;
  if (existsSync(to)) throw new OfficerCommandError(2, `${to} is there already.`);
  const { officer, sign } = oneself(as);
  const backupSha256 = await sha256File(existing(options.in));
  const { aud } = configuration(config);
  const request = await requestRestore({ aud, officer, backupSha256, reason }, new Date(), sign);
  writePrivate(to, JSON.stringify(request));
  tellRequest(options, request);
}

/** Signs for the parameters whose hash is named, and for nothing that was not read. */
export async function signRestore(
  options: Json & { readonly as: string; readonly request: string; readonly sha256?: string },
): Promise<void> {
  const request = read(options.request);
  const stands = restoreHash(request);
  if (options.sha256 === undefined) return tellRequest(options, request);
  if (options.sha256 !== stands)
    throw new OfficerCommandError(2, `Not approved: the parameters have the SHA-256 ${stands}. Read them first.`);
  const { officer, sign } = oneself(options.as);
  const approved = await approveRestore(request, officer, sign);
  writePrivate(options.request, JSON.stringify(approved));
  tellRequest(options, approved);
}

export async function runRestore(options: Asked): Promise<void> {
  const { aud, database: chosen, module } = configuration(options.config);
  const { config } = options;
  const into = { database: database(config, chosen), ...moduleOptions(config, module) };
  const from = { file: existing(options.in), request: read(options.request) };
  const restored = await restoreSam({ aud, ...into, ...from, now: new Date() }).catch(refused);
  const { rows, epoch, approvers } = restored;
  tell(options, restored, [
    `${rows} rows are restored, approved by ${approvers.join(' and ')}.`,
    `Epoch ${epoch} begins.`,
  ]);
}

function refused(cause: unknown): never {
  if (cause instanceof SamError) throw new OfficerCommandError(1, `Nothing was restored: ${cause.message}.`, { cause });
  if (cause instanceof SamStartError) throw new OfficerCommandError(1, cause.message, { cause });
  throw cause;
}

function oneself(file: string) {
  const { officer, secondFactor } = settings(file);
  if (officer === undefined)
    throw new OfficerCommandError(2, `${file} does not say which officer it is of: \`officer\`.`);
  return { officer, sign: signerOf(secondFactor) };
}

function configuration(file: string) {
  try {
    return readConfiguration(file, SamConfiguration);
  } catch (cause) {
    throw cause instanceof ConfigurationError ? new OfficerCommandError(2, cause.message, { cause }) : cause;
  }
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new OfficerCommandError(2, `There is no file ${file}.`);
}

function read(file: string): RestoreRequest {
  try {
    const request = JSON.parse(readFileSync(file, 'utf8')) as RestoreRequest;
    if (typeof request.params.backupSha256 === 'string' && Array.isArray(request.approvals)) return request;
  } catch (cause) {
    throw new OfficerCommandError(2, `${file} is no request to restore: ${(cause as Error).message}`, { cause });
  }
  throw new OfficerCommandError(2, `${file} is no request to restore.`);
}

function tellRequest(options: Json, request: RestoreRequest): void {
  const { params, requestedBy, approvals } = request;
  tell(options, { ...request, paramsSha256: restoreHash(request) }, [
    `restore the backup with the SHA-256 ${params.backupSha256}`,
    `asked for by ${requestedBy}: ${params.reason}`,
    `approved by ${approvals.length} of 2${approvals.length > 0 ? ` (${approvals.map(({ officer }) => officer).join(', ')})` : ''}, open until ${params.exp}`,
    `SHA-256 ${restoreHash(request)}`,
  ]);
}
