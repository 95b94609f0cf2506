/** A SAM that stops in the middle of making a key: it has taken one out of the pool, and says so; then it waits to be killed. */
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { loadChallenge } from '../approval/challenge.ts';
import { createKey } from '../keys/key-creation.ts';
import { type SamOptions, startInside } from '../start-sam.ts';
import { handFilled } from './pool.ts';

const [file = '', chal = '', key = ''] = process.argv.slice(2);
const options = JSON.parse(readFileSync(file, 'utf8')) as SamOptions;
const { sam } = await startInside({ ...options, logger: pino({ level: 'silent' }) });
await handFilled(sam);
const { module } = sam;
const call: typeof module.call = (command) => {
  if (command.command !== 'transition' || command.to !== 'assigned') return module.call(command);
  process.stdout.write('taken\n');
  return new Promise(() => {});
};
Object.assign(sam, { module: { ...module, call } });
const challenge = await loadChallenge(sam.db, module, chal);
await createKey(sam, { ...challenge, asked: { ...challenge.asked, key } });
