/** A picture, from the very bytes that were checked. */
import { type CSSProperties, useState } from 'react';
import { Scroller, useObjectUrl, type ViewedDocument, ViewerCard } from './viewer-card.tsx';
import { useZoom, Zoom } from './zoom.tsx';

export interface PictureViewerProps {
  readonly document: ViewedDocument;
  readonly type: 'image/png' | 'image/jpeg';
}

export function PictureViewer({ document, type }: PictureViewerProps) {
  const { bytes, name, say, language } = document;
  const zooming = useZoom();
  const url = useObjectUrl(bytes, type);
  const [width, setWidth] = useState<number | 'unreadable'>();
  const tools = <Zoom say={say} zooming={zooming} language={language} />;
  return (
    <ViewerCard document={document} type={type} tools={tools}>
      <Scroller label={say('viewer.picture', { name })} zooming={zooming} kind="picture" busy={width === undefined}>
        {width === 'unreadable' ? (
          <p className="waiting">{say('viewer.unreadable')}</p>
        ) : (
          <img
            src={url}
            alt={say('viewer.picture', { name })}
            style={{ '--natural': width ?? 0 } as CSSProperties}
            onLoad={({ currentTarget }) => setWidth(currentTarget.naturalWidth)}
            onError={() => setWidth('unreadable')}
          />
        )}
      </Scroller>
    </ViewerCard>
  );
}
