/** `node examples/hash-only/src/main.ts contract.pdf signed.pdf`; the README says which settings it wants. */
import { readFileSync, writeFileSync } from 'node:fs';
import { approvalOf } from './approval.ts';
import { openEngine } from './engine.ts';
import { openEvidence } from './evidence.ts';
import { setting } from './setting.ts';
import { signLocally } from './sign-locally.ts';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('Usage: main.ts <pdf> <signed pdf>');

const redirectUri = new URL(setting('REDIRECT_URI'));
const show = (link: string) => console.log(`For the signer: ${link}`);

const engine = openEngine();
const { id: credentialID, certificate } = await engine.identityOf(setting('SIGNER'));
const evidence = openEvidence(engine);
const signed = await signLocally(readFileSync(from), certificate, evidence, async (hash, scheme) => {
  const sad = await approvalOf(engine, { credentialID, hash, redirectUri, show });
  return engine.signHash(credentialID, sad, hash, scheme);
});
writeFileSync(to, signed.document);
console.log(`${to}  ${signed.level}`);
