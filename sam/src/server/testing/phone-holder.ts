import assert from 'node:assert/strict';
import type { Bench, Person } from './bench.ts';
import { TestDevice } from './test-device.ts';

export type Holder = Person & { readonly phone: TestDevice; readonly key: string };

/** A person with a passkey, an active phone and a key of SCAL2. */
export async function holder(bench: Bench): Promise<Holder> {
  const person = await bench.enrol();
  const { ticket, encryption } = await ticketFor(bench, person);
  const phone = await TestDevice.make();
  phone.id = (await bench.sic.joinDevice(await phone.joining(encryption, ticket))).device;
  await bench.sic.confirmDevice({ ticket });
  return { ...person, phone, key: await bench.key(person) };
}

/** What a phone joins with, once she has approved that one joins. */
export async function ticketFor(bench: Bench, person: Person) {
  const { chal } = await bench.prepareChange(person, { add: 'device' });
  const { act } = await bench.question(chal);
  const { ticket } = await bench.sic.approve({ chal, evidence: [person.passkey.assert(act)] });
  const { encryption } = await bench.sic.fetch(chal);
  assert.ok(ticket && encryption);
  return { ticket, encryption };
}
