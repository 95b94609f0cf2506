/** META-INF/manifest.xml (OpenDocument 1.2, part 3, 3): the list of files that ASiC-E with XAdES carries (EN 319 162-1, 4.4.3.2). */
import { markup } from '@chancery/xmldsig';
import { mediaTypes } from './container.ts';
import type { AsicContent } from './content.ts';
import { type Member, memberOf } from './write-zip.ts';

const name = 'META-INF/manifest.xml';
const namespace = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';

/** For a new container; one that is there keeps its own. */
export function openDocumentManifest(content: AsicContent): Member[] {
  if (!('files' in content)) return [];
  const listed = content.files.map((file) => entry(file.name, file.mimeType ?? 'application/octet-stream'));
  const attributes = { 'xmlns:manifest': namespace, 'manifest:version': '1.2' };
  const text = markup('manifest:manifest', attributes, entry('/', mediaTypes['ASiC-E']) + listed.join(''));
  return [memberOf(name, Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`))];
}

function entry(path: string, mediaType: string): string {
  return markup('manifest:file-entry', { 'manifest:full-path': path, 'manifest:media-type': mediaType });
}
