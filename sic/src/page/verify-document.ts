/**
 * That the document shown, the message digest inside the signed attributes and the DTBS/R the SAM will sign belong together
 * (EN 419 241-1, "what you see is what you sign"). Pure: bytes and WebCrypto, no network, no page.
 */
import { digest, equal, same } from './digest.ts';
import type { SignIntent } from './intent.ts';
import { messageDigestOf } from './signed-attributes.ts';
import { demand } from './verify-error.ts';

/**
 * What the SSA says about the prepared document; believed in nothing that is not recomputed here. A PDF signed within
 * itself has a byte range; of a document signed as it came all is covered, and there is none.
 */
export interface Proof {
  readonly originalSize: number;
  readonly byteRange?: readonly number[];
  /** DER, SET OF Attribute. */
  readonly signedAttributes: Uint8Array<ArrayBuffer>;
}

/** Throws VerifyError unless the file, shown to the signer, leads to exactly `dtbsr[index]` of the intent. */
export async function verifyDocument(
  file: Uint8Array<ArrayBuffer>,
  proof: Proof,
  intent: SignIntent,
  index: number,
): Promise<void> {
  const item = intent.display[index];
  demand(item !== undefined && proof.originalSize === item.size && item.size <= file.length, 'original-size');
  const original = await digest('SHA-256', file.subarray(0, proof.originalSize));
  demand(same(original, item.docSha256), 'original-digest');
  const covered = item.type === 'file' ? wholeFile(file, proof) : rangedBytes(file, proof);
  const inside = messageDigestOf(proof.signedAttributes);
  demand(equal(await digest(intent.hash, covered), inside), 'message-digest');
  demand(same(await digest(intent.hash, proof.signedAttributes), intent.dtbsr[index]), 'dtbsr');
}

/** RFC 5652 5.4: the content as it came, attached or beside the signature. Nothing before, behind or left out. */
function wholeFile(file: Uint8Array<ArrayBuffer>, { byteRange, originalSize }: Proof): Uint8Array<ArrayBuffer> {
  demand(byteRange === undefined, 'range-unasked');
  demand(file.length === originalSize, 'original-size');
  return file;
}

/**
 * ISO 32000-2 12.8.1: everything but the value of Contents. The range must begin with the file, end with the file, keep
 * every byte of the original, and leave out nothing but a hexadecimal string of zeros: a wider gap could hide words.
 */
function rangedBytes(file: Uint8Array, { byteRange = [], originalSize }: Proof): Uint8Array<ArrayBuffer> {
  const [start, before, after, length, ...more] = byteRange;
  demand(start === 0 && before !== undefined && before >= originalSize, 'range-start');
  demand(
    after !== undefined &&
      length !== undefined &&
      after > before &&
      after + length === file.length &&
      more.length === 0,
    'range-end',
  );
  demand(isEmptyHexString(file.subarray(before, after)), 'range-gap');
  const covered = new Uint8Array(before + length);
  covered.set(file.subarray(0, before));
  covered.set(file.subarray(after), before);
  return covered;
}

function isEmptyHexString(gap: Uint8Array): boolean {
  return gap.length > 2 && gap[0] === 0x3c && gap.at(-1) === 0x3e && gap.subarray(1, -1).every((byte) => byte === 0x30);
}
