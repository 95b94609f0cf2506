/** One more signature beside those of a CMS (RFC 5652, 5.1) or a JWS (RFC 7515, 7.2.1), over the content that stands in it. */
import { embedCades, embedJades, jwsSigningInput, parseJws, prepareCades, prepareJades } from '@chancery/ades';
import { digestOf, splitSignedData } from '@chancery/pki';
import { cadesSteps } from './augment/cades-steps.ts';
import { jadesSteps } from './augment/jades-steps.ts';
import type { LevelSteps } from './augment/level.ts';
import { translated } from './format-refusal.ts';
import type { PreparedForDigest } from './sign-digest.ts';
import type { Signer } from './signature-form.ts';

export interface PreparedParallel extends PreparedForDigest {
  /** The digest of the content, which is the document that is signed. */
  readonly content: Uint8Array;
  /** How the new signature, and no other, is raised. */
  readonly steps: LevelSteps;
}

/** `signed` is left as it is but for what is added; it holds its content. Throws ScaError. */
export function prepareParallel(format: 'cades' | 'jades', signed: Uint8Array, signer: Signer): PreparedParallel {
  return translated(() => (format === 'cades' ? besideCms(signed, signer) : besideJws(signed, signer)));
}

function besideCms(cms: Uint8Array, signer: Signer): PreparedParallel {
  const content = { packaging: 'parallel', cms } as const;
  const prepared = prepareCades(content, { ...signer, digest: signer.scheme.digest });
  return {
    dtbsr: prepared.dtbsr,
    attributes: prepared.signedAttributes,
    content: prepared.messageDigest,
    embed: (value) => translated(() => embedCades(prepared, value, content)),
    steps: cadesSteps('sha256', splitSignedData(cms).signerInfos.length),
  };
}

function besideJws(jws: Uint8Array, signer: Signer): PreparedParallel {
  const { digest } = signer.scheme;
  const content = { packaging: 'parallel', jws } as const;
  const prepared = prepareJades(content, { ...signer, digest });
  const { payload, signatures } = parseJws(jws);
  return {
    dtbsr: prepared.dtbsr,
    attributes: jwsSigningInput(prepared.protectedHeader, payload),
    content: digestOf(digest, Buffer.from(payload, 'base64url')),
    embed: (value) => translated(() => embedJades(prepared, value, content)),
    steps: jadesSteps('sha256', { signature: signatures.length }),
  };
}
