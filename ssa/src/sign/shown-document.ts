import type { DisplayItem } from '@chancery/sam/client';
import type { Frozen } from './frozen-documents.ts';

/** What names say of their files; only of those the approval page can show. */
const mediaTypes: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  xml: 'text/xml',
};

/** How a frozen document stands in the statement: a PDF signed within itself, or a file signed as it came. */
export function shownDocument({ row, frozen }: Frozen, viewUrl: string): DisplayItem {
  const { docSha256, format = 'pades' } = frozen;
  const common = { label: row.name, size: row.size, docSha256, viewUrl };
  return format === 'pades' ? { ...common, type: 'application/pdf' } : { ...common, type: 'file', ...mediaTypeOf(row) };
}

/** The page believes it only as far as the bytes agree. */
function mediaTypeOf({ name }: Frozen['row']): Pick<DisplayItem, 'mediaType'> {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const mediaType = Object.hasOwn(mediaTypes, extension) ? mediaTypes[extension] : undefined;
  return mediaType === undefined ? {} : { mediaType };
}
