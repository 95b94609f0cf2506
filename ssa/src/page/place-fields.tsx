/** The place of a signature in numbers, for who does not drag: millimetres, as people measure paper. */
import type { Place } from '@chancery/look/placed';
import { say } from './language.ts';

/** Where no application offers another: lower left, on a page of any usual size. */
export const firstPlace: Place = { page: 1, left: 60, top: 620, width: 200, height: 70 };

const pointsPerMillimetre = 72 / 25.4;

export function millimetres(points: number): number {
  return Math.round(points / pointsPerMillimetre);
}

const fields = ['left', 'top', 'width', 'height'] as const;

interface PlaceFieldsProps {
  readonly place: Place;
  readonly change: (place: Place) => void;
}

export function PlaceFields({ place, change }: PlaceFieldsProps) {
  const { page } = place;
  return (
    <fieldset className="choice tight">
      <legend>{say('choose.place')}</legend>
      <p className="small quiet">{say('choose.place-lead')}</p>
      <div className="numbers">
        <Figure
          label={say('choose.page')}
          value={page}
          least={1}
          change={(wanted) => change({ ...place, page: wanted })}
        />
        {fields.map((field) => (
          <Figure
            key={field}
            label={say(`choose.${field}`)}
            value={millimetres(place[field])}
            least={0}
            change={(wanted) => change({ ...place, [field]: wanted * pointsPerMillimetre })}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly change: (value: number) => void;
}

function Figure({ label, value, least, change }: FigureProps) {
  return (
    <label className="figure small">
      <span>{label}</span>
      <input
        type="number"
        inputMode="numeric"
        min={least}
        step={1}
        value={value}
        onChange={({ target }) => target.value !== '' && change(Math.max(least, Math.round(target.valueAsNumber)))}
      />
    </label>
  );
}
