/** Whether what somebody signed stands octet for octet in what we made of it. */
import { splitSignedData, splitSignerInfo } from '@chancery/pki';

/** A PDF grows at its end alone (ISO 32000-2, 7.5.6). */
export function keptPdf(before: Uint8Array, after: Uint8Array): boolean {
  return Buffer.from(after.buffer, after.byteOffset, before.length).equals(before);
}

/** An XML document grows in one place, its unsigned properties; a property element that was empty is opened there. */
export function keptXml(before: Uint8Array, after: Uint8Array): boolean {
  let [head, tail] = [0, 0];
  while (head < before.length && before[head] === after[head]) head++;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const between = Buffer.from(before.subarray(head, before.length - tail)).toString();
  return between === '' || between === '/' || between === '/>';
}

/** A CMS grows in its sets; signed octets, values and what was added before stand as they stood and in their order. */
export function keptCms(before: Uint8Array, after: Uint8Array): boolean {
  const [earlier, later] = [splitSignedData(before), splitSignedData(after)];
  const infos = earlier.signerInfos.map((info, index) => [info, later.signerInfos[index] ?? new Uint8Array()] as const);
  return (
    begins(later.certificates, earlier.certificates) &&
    begins(later.crls, earlier.crls) &&
    same(later.encapContentInfo, earlier.encapContentInfo) &&
    infos.every(([one, other]) => keptSigner(one, other))
  );
}

function keptSigner(before: Uint8Array, after: Uint8Array): boolean {
  const [earlier, later] = [splitSignerInfo(before), splitSignerInfo(after)];
  return (
    same(Buffer.concat(later.fields), Buffer.concat(earlier.fields)) &&
    begins(later.unsignedAttributes, earlier.unsignedAttributes)
  );
}

function begins(all: readonly Uint8Array[], first: readonly Uint8Array[]): boolean {
  return first.every((one, index) => same(one, all[index] ?? new Uint8Array()));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
