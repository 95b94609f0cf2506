/** Nearer and farther, by button and by key, for everything a document can be. */
import { type KeyboardEvent, useState } from 'react';
import type { LookMessage } from './messages.en.ts';
import type { Say } from './messages.ts';

const zooms: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

export interface Zooming {
  /** 1 is the size at which the document fits. */
  readonly zoom: number;
  readonly change: (step: 1 | -1) => void;
}

export function useZoom(): Zooming {
  const [zoom, setZoom] = useState(1);
  return { zoom, change: (step) => setZoom((now) => zooms[zooms.indexOf(now) + step] ?? now) };
}

export function zoomByKey(event: KeyboardEvent, { change }: Zooming): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '+' || event.key === '=') change(1);
  if (event.key === '-') change(-1);
}

export interface ZoomProps {
  readonly say: Say<LookMessage>;
  readonly zooming: Zooming;
  readonly language: string;
}

export function Zoom({ say, zooming: { zoom, change }, language }: ZoomProps) {
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(zoom);
  return (
    <div className="turn">
      <button type="button" aria-label={say('viewer.zoom-out')} onClick={() => change(-1)} disabled={zoom === zooms[0]}>
        −
      </button>
      <button
        type="button"
        aria-label={say('viewer.zoom-in')}
        onClick={() => change(1)}
        disabled={zoom === zooms.at(-1)}
      >
        +
      </button>
      <span className="said" role="status">
        {say('viewer.zoom', { percent })}
      </span>
    </div>
  );
}
