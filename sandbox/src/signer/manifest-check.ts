/** What a signature in a container is over, as the approval page checks it: a manifest that lists the file and nothing else. */
import { demand } from './statement.ts';
import { digestIn } from './xml-check.ts';

/** EN 319 162-1, annex A.4. */
const root = /^<asic:ASiCManifest [^<>]*xmlns:asic="http:\/\/uri\.etsi\.org\/02918\/v1\.2\.1#"/;

/** Throws SandboxError `statement`; `manifest` is canonical. */
export function checkManifest(file: Uint8Array, manifest: Uint8Array): void {
  const text = Buffer.from(manifest).toString('utf8');
  demand(root.test(text), 'the manifest is something else');
  const entries = text.match(/<asic:DataObjectReference[ >].*?<\/asic:DataObjectReference>/gs) ?? [];
  demand(entries.length === 1 && digestIn(entries[0] ?? '', file), 'the manifest lists something else');
}
