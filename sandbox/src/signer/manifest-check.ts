/** What a signature in a container is over, as the approval page checks it: a manifest that lists the file and nothing else. */
import { demand } from './statement.ts';
import { digestIn } from './xml-check.ts';

/** EN 319 162-1, annex A.4, in the one spelling that is taken: nothing stands in it that this does not name. */
const start =
  '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">';
const attributes = '(?: (?:MimeType|Rootfile|URI)="[^"<>]*")*';
const digest = '<ds:DigestMethod Algorithm="[^"<>]*"></ds:DigestMethod><ds:DigestValue>[^<>]*</ds:DigestValue>';
const entry = `<asic:DataObjectReference${attributes}>${digest}</asic:DataObjectReference>`;
const signature = `<asic:SigReference${attributes}></asic:SigReference>`;
const form = new RegExp(`^${start}${signature}((?:${entry})*)</asic:ASiCManifest>$`);

/** Throws SandboxError `statement`; `manifest` is canonical. */
export function checkManifest(file: Uint8Array, manifest: Uint8Array): void {
  const found = form.exec(Buffer.from(manifest).toString('utf8'));
  demand(found !== null, 'the manifest is something else');
  demand(digestIn(found[1] ?? '', file), 'the manifest lists something else');
}
