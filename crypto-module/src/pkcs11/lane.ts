/**
 * A lane of a PKCS#11 token, the only process that logs in to it. Nothing it imports loads `node:crypto`: the library binds the
 * OpenSSL of this executable, and errors of the one would be found by the other.
 */
import { serve } from '../serve.ts';
import { type Pkcs11Setup, TokenExecutor } from './token-executor.ts';

serve((setup) => {
  const executor = new TokenExecutor(setup as Pkcs11Setup);
  executor.open();
  process.on('exit', () => executor.close());
  return (command) => executor.execute(command);
});
