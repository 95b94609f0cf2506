/** The installation without a second machine: the SSA runs the SAM's code, for keys of SCAL1 alone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseCertificate } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { validatePdf } from '@chancery/validation';
import { enginePorts } from '../../programs/src/engine-data.ts';
import { withActivation } from '../../programs/src/topology.ts';
import { freePorts } from '../free-ports.ts';
import { chancery } from './chancery-command.ts';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

let world: World;
let ana: Enrolled;
before(async () => {
  const port = await freePorts(enginePorts);
  world = await openWorld({ port, topology: withActivation(port) });
  ana = await enrol(world, person('ana'));
});
after(() => world?.close());

const p256 = { kind: 'ec', curve: 'P-256' } as const;

test('a key of SCAL2 is refused', async () => {
  await assert.rejects(createKey(world, ana, { algorithm: p256, scal: 2 }), {
    code: 'invalid_request',
    message: /SCAL 2/,
  });
  const { credentials } = await world.client.identities.list(ana.account);
  assert.deepEqual(credentials, []);
});

test('who has no key gets one of SCAL1, and signs with it', async () => {
  const request = await world.client.signatureRequests.create({
    documents: [{ name: 'a.pdf', content: samplePdf() }],
    account: ana.account,
  });
  await ana.signer.approve(request.authorization_url, ana.person);
  const signed = await world.client.signatureRequests.document(request.id, 0);
  const report = await validatePdf(signed, { roots: [parseCertificate(world.engine.root)], at: new Date() });
  assert.deepEqual(
    report.signatures.map(({ indication }) => indication),
    ['TOTAL-PASSED'],
  );
  const { credentials } = await world.client.identities.list(ana.account);
  assert.deepEqual(
    credentials.map(({ scal }) => scal),
    [1],
  );
  assert.deepEqual([...world.engine.children.keys()].sort(), ['servers', 'sic', 'ssa']);
});

test('a configuration that is no SAM’s is refused by the check, in a sentence', async () => {
  const config = world.engine.data.path('config', 'ssa.yaml');
  const { status, stderr } = await chancery('ssa', '--check', '--config', config, '--with-activation', config);
  assert.equal(status, 1);
  assert.doesNotMatch(stderr, /\n\s+at /);
});
