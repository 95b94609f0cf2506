/** An officer's signature over an act: a JWS (RFC 7515) by a key in a file, or by a program that reaches a card. */
import { spawn } from 'node:child_process';
import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type OfficerSigner, officerActText, officerActType } from '@chancery/sam/client';
import { ConfigurationError } from '../configuration.ts';
import { joseSignature } from './jose-signature.ts';
import type { SecondFactor } from './officer-settings.ts';

export function signerOf(factor: SecondFactor): OfficerSigner {
  const [alg, make] = 'key' in factor ? byFile(createPrivateKey(factor.key)) : byCommand(factor);
  return async (act) => {
    const header = JSON.stringify({ alg, typ: officerActType });
    const input = [header, officerActText(act)].map((part) => Buffer.from(part).toString('base64url')).join('.');
    return { kind: 'jws', jws: `${input}.${(await make(Buffer.from(input))).toString('base64url')}` };
  };
}

type Signing = readonly [alg: string, make: (input: Buffer) => Promise<Buffer>];

function byFile(key: KeyObject): Signing {
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  if (namedCurve === undefined) {
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return ['PS256', async (input) => sign('sha256', input, pss)];
  }
  const [alg, digest] = namedCurve === 'secp384r1' ? ['ES384', 'sha384'] : ['ES256', 'sha256'];
  return [alg ?? '', async (input) => sign(digest, input, { key, dsaEncoding: 'ieee-p1363' })];
}

/** The octets to be signed go in, the signature comes out: of ECDSA as r || s or as DER, whichever the program makes. */
function byCommand({ command, algorithm }: Extract<SecondFactor, { readonly command: unknown }>): Signing {
  const make = async (input: Buffer) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    child.stdin.on('error', () => undefined).end(input);
    const [made, code] = await Promise.all([buffer(child.stdout), ended]);
    if (code === 0) return joseSignature(made, algorithm);
    throw new ConfigurationError(`The second factor has not signed: ${program} ended with ${code}.`);
  };
  return [algorithm, make];
}
