/** A lane of the development module: the only process that sees its wrapping keys and, for the length of a command, a private key. */
import type { OptionalAlgorithm } from '@chancery/pki/notation';
import { execute } from './execute.ts';
import { serve } from './serve.ts';
import { openSoftwareToken } from './software-token.ts';

const [folder = '', ...switchedOn] = process.argv.slice(2);

serve(() => {
  const token = openSoftwareToken(folder, switchedOn as OptionalAlgorithm[]);
  process.stderr.write(`cryptographic module in software, keys in files under ${folder}: not for production\n`);
  return (command) => execute(token, command);
});
