/** The officers' commands: one session each, begun with the second factor and ended with the command. */
import { readFileSync } from 'node:fs';
import {
  canonicalize,
  type Json,
  OfficerSamClient,
  type OperationInfo,
  type OperationType,
  SamError,
  sha256Text,
} from '@chancery/sam/client';
import { ConfigurationError } from '../configuration.ts';
import { readOfficer } from './officer-settings.ts';
import { signerOf } from './second-factor.ts';

export type AsOfficer = { readonly as: string; readonly json?: boolean };

/** 1: the SAM refused; 2: nothing was sent; 3: it cannot be reached. */
export class OfficerCommandError extends Error {
  override readonly name = 'OfficerCommandError';
  readonly exitCode: number;

  constructor(exitCode: 1 | 2 | 3, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** What an officer asks of the SAM; its refusal leaves as a sentence and a number. */
export async function asOfficer<T>({ as }: AsOfficer, use: (sam: OfficerSamClient) => Promise<T>): Promise<T> {
  const { address, secondFactor } = settings(as);
  const sam = new OfficerSamClient(address, signerOf(secondFactor));
  try {
    return await use(sam);
  } catch (cause) {
    if (cause instanceof SamError) throw new OfficerCommandError(...sentence(cause), { cause });
    throw cause;
  } finally {
    await sam.close();
  }
}

export function settings(file: string): ReturnType<typeof readOfficer> {
  try {
    return readOfficer(file);
  } catch (cause) {
    throw cause instanceof ConfigurationError ? new OfficerCommandError(2, cause.message, { cause }) : cause;
  }
}

function sentence({ code, ref }: SamError): [exitCode: 1 | 3, message: string] {
  if (code === 'module_unavailable') return [3, `The SAM cannot be reached or does not work (${ref}).`];
  const why = words[code] ?? code;
  return [1, `The SAM refuses: ${why}. Its log says more under ${ref}.`];
}

const words: Partial<Readonly<Record<SamError['code'], string>>> = {
  policy: 'this officer may not do that, or not twice',
  evidence_invalid: 'the second factor is not this officer’s',
  factor_locked: 'too many wrong second factors, for a quarter of an hour',
  not_found: 'there is no such operation',
  expired: 'the operation is not open any more',
  invalid: 'these parameters mean nothing',
};

export async function listOfficers(options: AsOfficer): Promise<void> {
  const officers = await asOfficer(options, (sam) => sam.officers());
  const rows = officers.map(
    ({ officer, name, roles, state }) =>
      `${officer}  ${name}  ${roles.join(', ')}${state === 'active' ? '' : `  (${state})`}`,
  );
  tell(options, { officers }, rows);
}

export async function requestOperation(
  options: AsOfficer & { readonly type: OperationType; readonly params: string; readonly reason: string },
): Promise<void> {
  const { type, reason } = options;
  const params = parameters(options.params);
  tellOperation(options, await asOfficer(options, (sam) => sam.request({ type, params, reason })));
}

function parameters(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch (cause) {
    throw new OfficerCommandError(2, `${file} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Shows whom an enrolment is about; with the hash that was read, vouches and prints the ticket for her. */
export async function vouchFor(chal: string, options: AsOfficer & { readonly ih?: string }): Promise<void> {
  const told = await asOfficer(options, async (sam) => {
    const asked = await sam.registration(chal);
    if (options.ih === undefined) return asked;
    if (options.ih === asked.ih) return { ...asked, ...(await sam.vouch(asked)) };
    throw new OfficerCommandError(2, `Not vouched for: the enrolment has the hash ${asked.ih}. Read it first.`);
  });
  const { subject, loa, attributes } = told.person;
  const ticket = 'ticket' in told ? [`ticket ${told.ticket}`] : [];
  tell(options, told, [`${attributes.commonName}  ${subject}  ${loa}`, `hash ${told.ih}`, ...ticket]);
}

export async function listOperations(options: AsOfficer): Promise<void> {
  const operations = await asOfficer(options, (sam) => sam.operations());
  const rows = operations.map(({ op, state, type, requestedBy, created }) =>
    [op, state, type, requestedBy, created].join('  '),
  );
  tell(options, { operations }, rows);
}

export async function showOperation(op: string, options: AsOfficer): Promise<void> {
  tellOperation(options, await asOfficer(options, (sam) => sam.operation(op)));
}

export async function withdrawOperation(op: string, options: AsOfficer): Promise<void> {
  tellOperation(options, await asOfficer(options, (sam) => sam.withdraw(op)));
}

/** What is signed is what the officer has read: the hash he names, of the parameters that stand there. */
export async function approveOperation(op: string, options: AsOfficer & { readonly sha256: string }): Promise<void> {
  const approved = await asOfficer(options, async (sam) => {
    const operation = await sam.operation(op);
    const stands = sha256Text(canonicalize(operation.params));
    if (stands === options.sha256) return sam.approve({ ...operation, paramsSha256: stands });
    throw new OfficerCommandError(
      2,
      `Not approved: the parameters of ${op} have the SHA-256 ${stands}. Read them first.`,
    );
  });
  tellOperation(options, approved);
}

function tellOperation(options: AsOfficer, operation: OperationInfo): void {
  const { op, type, requestedBy, reason, needed, approvedBy, exp, state, params, paramsSha256 } = operation;
  tell(options, operation, [
    `${op}  ${type}  ${state}`,
    `asked for by ${requestedBy}: ${reason}`,
    `approved by ${approvedBy.length} of ${needed}${approvedBy.length > 0 ? ` (${approvedBy.join(', ')})` : ''}, open until ${exp}`,
    JSON.stringify(params, undefined, 2),
    `SHA-256 ${paramsSha256}`,
  ]);
}

export function tell({ json }: { readonly json?: boolean }, value: object, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
}
