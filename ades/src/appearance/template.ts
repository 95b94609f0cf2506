/** What a line of the template may name. */
export interface Claims {
  readonly signingTime: Date;
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
}

/**
 * The lines with `{name}`, `{reason}`, `{location}`, `{contact}` and `{date}` filled in; a line that names something
 * that is not claimed is left out. The date is that of the time zone (IANA), UTC if none is given.
 */
export function fillTemplate(template: readonly string[], claims: Claims, timeZone = 'UTC'): string[] {
  const { name, reason, location, contact, signingTime } = claims;
  const values: Readonly<Record<string, string | undefined>> = {
    name,
    reason,
    location,
    contact,
    date: formatDate(signingTime, timeZone),
  };
  return template.flatMap((line) => {
    const named = [...line.matchAll(placeholder)].map(([, key]) => values[key!]);
    if (named.some((value) => value === undefined || value.trim() === '')) return [];
    return [oneLine(line.replace(placeholder, (_, key: string) => values[key]!))];
  });
}

const placeholder = /\{(name|reason|location|contact|date)\}/g;

/** Line ends and other control characters show nothing. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** `2025-06-01 12:00:00 GMT+2`: the same everywhere and read by everybody. */
function formatDate(date: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  });
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, second, zone] = [
    ...['year', 'month', 'day', 'hour', 'minute', 'second', 'timeZoneName'].map((type) => parts.get(type as 'year')),
  ];
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone === 'GMT' || zone === 'GMT+0' ? 'UTC' : zone}`;
}
