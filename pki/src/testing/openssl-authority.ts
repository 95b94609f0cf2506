/** openssl as a time-stamping authority nobody here wrote. */
import { randomBytes } from 'node:crypto';
import { file, keyFile, openssl, opensslFile, pem } from './openssl.test.ts';
import type { Holder } from './sample-authority.ts';

export const opensslPolicy = '1.3.6.1.4.1.32473.2.1';

/** The DER of a TimeStampResp to this request. `accuracy` and `fractions` as openssl's configuration spells them. */
export function opensslAnswer(tsa: Holder, request: Uint8Array): Uint8Array {
  const config = file(`[tsa]
serial = ${file(randomBytes(8).toString('hex'))}
signer_digest = sha256
default_policy = ${opensslPolicy}
other_policies = ${opensslPolicy}.2
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
`);
  const identity = ['-signer', pem(tsa.certificate), '-inkey', keyFile(tsa.key)];
  return opensslFile(
    '-out',
    'ts',
    '-reply',
    '-config',
    config,
    '-section',
    'tsa',
    '-queryfile',
    file(request),
    ...identity,
  );
}

/** What openssl says of an answer to a request; throws when it does not verify. */
export function opensslVerify(root: Holder, request: Uint8Array, answer: Uint8Array): string {
  return openssl('ts', '-verify', '-queryfile', file(request), '-in', file(answer), '-CAfile', pem(root.certificate));
}
