/** The one form of a page, as a script reads it: where it goes and what it holds. */
export interface HtmlForm {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
}

/** The first form whose text satisfies `wanted`. */
export function findForm(page: string, wanted: (form: string) => boolean): HtmlForm | undefined {
  const form = [...page.matchAll(/<form\b[\s\S]*?<\/form>/gi)].map(([text]) => text).find(wanted);
  if (form === undefined) return undefined;
  const own = attributes(/<form\b[^>]*>/i.exec(form)?.[0] ?? '');
  const inputs = [...form.matchAll(/<(?:input|button)\b[^>]*>/gi)].map(([tag]) => attributes(tag));
  const fields = inputs.flatMap((one) =>
    one['name'] === undefined ? [] : [[one['name'], one['value'] ?? ''] as const],
  );
  const method = own['method']?.toUpperCase() === 'POST' ? 'POST' : 'GET';
  return { action: own['action'] ?? '', method, fields: Object.fromEntries(fields) };
}

/** The attributes of one tag. */
export function attributes(tag: string): Readonly<Record<string, string>> {
  const pairs = [...tag.matchAll(/([a-z][a-z0-9-]*)\s*=\s*"([^"]*)"/gi)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name.toLowerCase(), unescaped(value)]));
}

function unescaped(text: string): string {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    '#x27': "'",
    '#x3D': '=',
  };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
