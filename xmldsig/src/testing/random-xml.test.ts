/** Documents for tests, the same for the same seed: namespaces declared again and again, `xml:` attributes, awkward text. */

/** A number in [0, below) from a seed, and the next one each time it is called (xorshift). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const prefixes = ['', 'a', 'b', 'c'];
const uris = ['urn:1', 'urn:2', 'urn:3'];
const texts = [
  'plain',
  ' \t\n mixed ',
  '&amp;&lt;&gt;&quot;&apos;',
  '&#xD;&#x9;&#10;',
  'é漢😀\ud7ff\ue000',
  '<![CDATA[<&>]]>',
  ']]&gt;',
  'line\r\nend\r',
];
const values = ['v', '', ' a\tb\nc ', '&quot;&lt;&gt;&#xA;&#xD;', "it's", 'é😀'];
const extras = ['<!-- a comment -->', '<?target some  value ?>', '<?alone?>', '<!---->', '<!-- r\r\n -->'];
const bases = ['a/b/', '../c', 'http://h/p/q?r', '/abs/d', 'f.xml'];
const xmlAttributes = ['xml:lang="en"', 'xml:space="preserve"', 'xml:id="i"'];

export function randomXml(seed: number): string {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const declaration = seed % 3 === 0 ? '<?xml version="1.0" encoding="UTF-8"?>\n' : '';
  const around = () => (random(3) === 0 ? `${pick(extras)}\n` : '');
  return `${declaration}${around()}${element(0, new Set(['']))}${around()}${around()}`;

  function element(depth: number, bound: ReadonlySet<string>): string {
    const inScope = new Set(bound);
    const declared = prefixes.filter(() => random(4) === 0).map((prefix) => declare(prefix, inScope));
    const name = qualified([...inScope], 'e');
    const attributes = ['x', 'y', 'Z'].filter(() => random(3) === 0).map((local) => attribute(local, inScope));
    const inherited = xmlAttributes.filter(() => random(6) === 0);
    if (random(5) === 0) inherited.push(`xml:base="${pick(bases)}"`);
    const start = [name, ...declared, ...attributes, ...inherited].join(' ');
    const content = Array.from({ length: random(depth > 5 ? 2 : 5) }, () => child(depth + 1, inScope)).join('');
    return content === '' && random(2) === 0 ? `<${start}/>` : `<${start}>${content}</${name}>`;
  }

  function declare(prefix: string, inScope: Set<string>): string {
    inScope.add(prefix);
    const uri = prefix === '' && random(3) === 0 ? '' : pick(uris);
    return `xmlns${prefix === '' ? '' : `:${prefix}`}="${uri}"`;
  }

  function qualified(inScope: readonly string[], stem: string): string {
    const prefix = pick(inScope);
    return `${prefix === '' ? '' : `${prefix}:`}${stem}${random(3)}`;
  }

  /** A local name for each prefix, since two prefixes may stand for the same namespace. */
  function attribute(local: string, inScope: ReadonlySet<string>): string {
    const prefix = pick([...inScope]);
    return `${prefix === '' ? '' : `${prefix}:`}${local}${prefix}="${pick(values)}"`;
  }

  function child(depth: number, inScope: ReadonlySet<string>): string {
    const kind = random(5);
    if (kind < 2 && depth < 8) return element(depth, inScope);
    return kind === 2 ? pick(extras) : pick(texts);
  }
}
