import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Evidence, RegisteredPerson } from '../../client/index.ts';
import { digest, onEmbedded, refusedWith, returnUrl } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

const mei: RegisteredPerson = {
  subject: 'PNOUT-7',
  loa: 'high',
  attributes: { commonName: 'Mei Tan', givenName: 'Mei', surname: 'Tan', country: 'UT' },
};

onEmbedded('enrolment by a registration officer', (bench) => {
  before(async () => {
    await bench().stop();
    const { listen, config } = bench().options;
    const officer = officers.door();
    bench().options = {
      ...bench().options,
      listen: { ...listen, officer },
      config: { ...config, officers: officers.list },
    };
    await bench().start();
  });
  const common = { group: 'g_1', client: 'sp_1', clientName: 'Bank X', returnUrl };
  const asked = async (registered = mei) => {
    const account = `acc-${registered.subject}`;
    const { chal } = await bench().ssa.prepare({ ...common, purpose: 'enrol', account, registered });
    const passkey = new SoftwareAuthenticator();
    const { act } = await bench().question(chal);
    const approve = (ticket: string) => {
      const evidence: readonly Evidence[] = [{ kind: 'ticket', ticket }, passkey.register(act)];
      return bench().sic.approve({ chal, evidence });
    };
    return { chal, passkey, act, approve };
  };
  const ticketFor = async (chal: string, name = 'rita') => {
    const officer = officers.client(name);
    try {
      return (await officer.vouch(await officer.registration(chal))).ticket;
    } finally {
      await officer.close();
    }
  };

  test('his ticket and her passkey make a signer with the identity that he vouched for, who then signs', async () => {
    const { chal, passkey, approve } = await asked();
    await approve(await ticketFor(chal));
    const { result } = await bench().ssa.status(chal);
    assert.deepEqual(result?.identity, { ...mei, issuer: 'sam://test#registration' });
    const person = { signer: result?.signer ?? '', subject: mei.subject, passkey };
    const key = await bench().key(person);
    assert.ok(await bench().sad(person, key, [digest()]));
  });

  test('no ticket, one of another enrolment, and one made up are refused', async () => {
    const [one, other] = [await asked({ ...mei, subject: 'PNOUT-8' }), await asked({ ...mei, subject: 'PNOUT-9' })];
    const ticket = await ticketFor(other.chal);
    for (const wrong of [ticket, `rita.${digest()}`, `udo.${ticket.split('.')[1]}`, 'rita'])
      await assert.rejects(one.approve(wrong), refusedWith('evidence_invalid'), wrong);
    const alone = { chal: one.chal, evidence: [one.passkey.register(one.act)] };
    await assert.rejects(bench().sic.approve(alone), refusedWith('evidence_invalid'));
    const login = [await bench().login(one.act.ih, 'PNOUT-8'), one.passkey.register(one.act)];
    await assert.rejects(bench().sic.approve({ chal: one.chal, evidence: login }), refusedWith('evidence_invalid'));
  });

  test('only a registration officer vouches, for what waits for one, and for exactly that intent', async () => {
    const { chal } = await asked({ ...mei, subject: 'PNOUT-10' });
    for (const name of ['ada', 'olga', 'udo']) await assert.rejects(ticketFor(chal, name), refusedWith('policy'), name);
    const { chal: login } = await bench().prepareEnrol('somebody');
    await assert.rejects(ticketFor(login), refusedWith('policy'));
    const rita = officers.client('rita');
    await assert.rejects(rita.vouch({ chal, ih: digest() }), refusedWith('evidence_invalid'));
    await rita.close();
    const both = { ...common, purpose: 'enrol', account: 'x', registered: mei, organization: 'o_1' } as const;
    await assert.rejects(bench().ssa.prepare(both), refusedWith('invalid'));
  });
});
