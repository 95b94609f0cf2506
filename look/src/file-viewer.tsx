/** Any document a person is to read, shown as its content allows; `children` stands where it cannot be shown. */
import type { ReactNode } from 'react';
import type { Content } from './content.ts';
import { PictureViewer } from './picture-viewer.tsx';
import { TextViewer } from './text-viewer.tsx';
import { Viewer } from './viewer.tsx';
import { type ViewedDocument, ViewerCard } from './viewer-card.tsx';

export interface FileViewerProps extends ViewedDocument {
  readonly content: Content;
  /** Called with the number of pages of a PDF when they can be shown, with undefined when they cannot. */
  readonly onOpened?: (pages: number | undefined) => void;
  readonly children: ReactNode;
}

export function FileViewer({ content, onOpened, children, ...document }: FileViewerProps) {
  if (content.kind === 'pdf') return <Viewer {...document} {...(onOpened === undefined ? {} : { onOpened })} />;
  if (content.kind === 'picture') return <PictureViewer document={document} type={content.type} />;
  if ('text' in content) return <TextViewer document={document} kind={content.kind} text={content.text} />;
  return <ViewerCard document={document}>{children}</ViewerCard>;
}
