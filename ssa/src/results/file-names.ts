/** Names that every file system takes, each of them once, however the documents are called. */

/** In the order of `names`; none is one of `taken`, whatever the case of its letters. */
export function fileNames(names: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map(folded));
  return names.map((name) => {
    const free = freeName(safe(name), used);
    used.add(folded(free));
    return free;
  });
}

function freeName(name: string, used: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const { base, extension } = divided(name);
    const wanted = number === 1 ? name : `${base} (${number})${extension}`;
    if (!used.has(folded(wanted))) return wanted;
  }
}

// What divides folders or means something to a shell or to Windows, what is not seen, and what turns the direction of reading.
const unsafe = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const longest = 120;

function safe(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(unsafe, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  const { base, extension } = divided(plain === '' ? 'document' : plain);
  const short = shortened(base).replace(/[. ]+$/, '') + extension;
  return reserved.test(short) ? `_${short}` : short;
}

/** In whole characters, so that 255 octets hold the name in any script, with a number behind it. */
function shortened(base: string): string {
  const characters = [...base];
  while (Buffer.byteLength(characters.join('')) > longest) characters.pop();
  return characters.join('');
}

function divided(name: string): { readonly base: string; readonly extension: string } {
  const extension = /.(\.[A-Za-z0-9]{1,8}){1,2}$/.exec(name)?.[0].slice(1) ?? '';
  return { base: name.slice(0, name.length - extension.length), extension };
}

/** Both ways: some letters have two small forms, as sigma has, and file systems that fold case compare the large one. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}
