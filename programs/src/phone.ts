/** `chancery sandbox phone`: a phone without a phone, for trying out approvals by device. */
import { existsSync, readFileSync } from 'node:fs';
import { Phone, type PhoneState, readInvitation } from '@chancery/sandbox';
import { writePrivate } from './private-file.ts';

interface PhoneOptions {
  /** Where the phone keeps its keys. */
  readonly file: string;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

export async function joinPhone(address: string, { file }: PhoneOptions): Promise<void> {
  const { state, sas } = await Phone.join(readInvitation(address), 'Phone of the command line');
  keep(file)(state);
  say(`The page must show ${sas}. Confirm there.`);
}

export async function listQuestions({ file }: PhoneOptions): Promise<void> {
  const questions = await phoneIn(file).list();
  for (const { chal, client, purpose, documents } of questions) say([chal, client, purpose, ...documents].join('\t'));
  if (questions.length === 0) say('Nothing waits for this phone.');
}

export async function approveByPhone(chal: string, number: string | undefined, { file }: PhoneOptions): Promise<void> {
  await phoneIn(file).approve(chal, number);
  say('Approved.');
}

export async function declineByPhone(
  chal: string,
  { file, report }: PhoneOptions & { report?: boolean },
): Promise<void> {
  await phoneIn(file).decline(chal, report === true ? 'report' : 'deny');
  say(report === true ? 'Refused, and the keys are frozen.' : 'Refused.');
}

/** New keys in the place of the old. */
export async function rekeyPhone({ file }: PhoneOptions): Promise<void> {
  await phoneIn(file).rekey();
  say('The phone has new keys.');
}

export async function leaveByPhone({ file }: PhoneOptions): Promise<void> {
  await phoneIn(file).leave();
  say('The phone approves nothing any more.');
}

function phoneIn(file: string): Phone {
  if (!existsSync(file)) throw new PhoneError(`There is no phone in ${file}. Join by the address that the page shows.`);
  return new Phone(JSON.parse(readFileSync(file, 'utf8')) as PhoneState, keep(file));
}

class PhoneError extends Error {
  override readonly name = 'PhoneError';
}

function keep(file: string): (state: PhoneState) => void {
  return (state) => writePrivate(file, JSON.stringify(state));
}
