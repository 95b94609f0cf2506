/** The entries of a revocation list as octets (RFC 5280 5.1.2.6, 5.3), walked without making an object for each. */
import { child, decode, octets, readOid, readTime, sameBytes } from './der.ts';
import { directoryName, type RevocationReason, revocationReason } from './distribution-point.ts';
import { PkiError } from './error.ts';
import { contentStart, elementEnd } from './slices.ts';

const reasonCode = '2.5.29.21';
const certificateIssuer = '2.5.29.29';
// holdInstructionCode and invalidityDate say more than is asked here.
const understood = [reasonCode, certificateIssuer, '2.5.29.23', '2.5.29.24'];

/** One entry, found. */
export interface RevokedEntry {
  readonly at: Date;
  readonly reason?: RevocationReason;
}

/** Where one entry has its parts. */
interface Place {
  serial: number;
  time: number;
  /** Equal to `end` when there are none. */
  extensions: number;
  end: number;
}

/** That every entry is one, and what in them decides over the whole list. Throws PkiError `malformed`. */
export function checkEntries(entries: Uint8Array) {
  const unknownCritical = new Set<string>();
  let [entryCount, namesIssuers] = [0, false];
  walkEntries(entries, (place) => {
    entryCount++;
    walkExtensions(entries, place, (start, end, critical) => {
      namesIssuers ||= isCertificateIssuer(entries, start);
      if (!critical) return;
      const id = readOid(child(decode(entries.subarray(start, end), 0x30), 0));
      if (!understood.includes(id)) unknownCritical.add(id);
    });
  });
  return { entryCount, namesIssuers, unknownCritical: [...unknownCritical] };
}

/** Until `visit` returns true. The place is the same object each time. */
function walkEntries(entries: Uint8Array, visit: (place: Place, at: number) => unknown): void {
  const place: Place = { serial: 0, time: 0, extensions: 0, end: 0 };
  for (let at = 0; at < entries.length; at = place.end) {
    place.end = elementEnd(entries, at, entries.length);
    place.serial = contentStart(entries, at, place.end);
    place.time = elementEnd(entries, place.serial, place.end);
    place.extensions = elementEnd(entries, place.time, place.end);
    const timeTag = entries[place.time];
    if (entries[at] !== 0x30 || entries[place.serial] !== 0x02 || (timeTag !== 0x17 && timeTag !== 0x18))
      throw new PkiError('malformed', 'not an entry of a revocation list');
    if (visit(place, at) === true) return;
  }
}

function walkExtensions(
  entries: Uint8Array,
  { extensions, end: limit }: Place,
  visit: (start: number, end: number, critical: boolean) => void,
): void {
  if (extensions === limit) return;
  if (elementEnd(entries, extensions, limit) !== limit) throw new PkiError('malformed', 'an entry of four parts');
  for (let at = contentStart(entries, extensions, limit); at < limit; ) {
    const end = elementEnd(entries, at, limit);
    const critical = elementEnd(entries, contentStart(entries, at, end), end);
    visit(at, end, entries[critical] === 0x01 && entries[critical + 2] !== 0);
    at = end;
  }
}

const issuerOid = [0x06, 0x03, 0x55, 0x1d, 0x1d];

function isCertificateIssuer(entries: Uint8Array, extension: number): boolean {
  const at = contentStart(entries, extension, entries.length);
  return issuerOid.every((octet, i) => entries[at + i] === octet);
}

/** Whose entry is looked for: names in DER, the serial number without leading zeros. */
interface Wanted {
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly listIssuer: Uint8Array;
}

/**
 * The entry about this certificate. An entry without a certificateIssuer belongs to the issuer of the one before, the first
 * to the issuer of the list (5.3.3).
 */
export function findRevoked(entries: Uint8Array, wanted: Wanted): RevokedEntry | undefined {
  // What stands nowhere stands in no entry: a search at the speed of memory, for nearly every question.
  if (!Buffer.from(entries.buffer, entries.byteOffset, entries.length).includes(Buffer.from(wanted.serial)))
    return undefined;
  const entryIssuer = directoryName(wanted.issuer);
  let mine = sameBytes(wanted.issuer, wanted.listIssuer);
  let found: RevokedEntry | undefined;
  walkEntries(entries, (place, at) => {
    walkExtensions(entries, place, (start, end) => {
      if (isCertificateIssuer(entries, start))
        mine = namesIn(entries.subarray(start, end)).some((name) => sameBytes(name, entryIssuer));
    });
    if (!mine || !isSerial(entries, place, wanted.serial)) return false;
    found = readEntry(entries.subarray(at, place.end));
    return true;
  });
  return found;
}

/** The GeneralNames in an extension. */
function namesIn(extension: Uint8Array): Uint8Array[] {
  return decode(readValue(decode(extension, 0x30)), 0x30).children.map((name) => name.bytes);
}

function readValue(extension: ReturnType<typeof decode>): Uint8Array {
  return octets(child(extension, extension.children.length - 1, 0x04));
}

function isSerial(entries: Uint8Array, { serial, time }: Place, wanted: Uint8Array): boolean {
  let from = contentStart(entries, serial, time);
  while (from < time - 1 && entries[from] === 0) from++;
  if (time - from !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (entries[from + i] !== wanted[i]) return false;
  return true;
}

function readEntry(bytes: Uint8Array): RevokedEntry {
  const entry = decode(bytes, 0x30);
  const code = entry.children[2]?.children.find((one) => readOid(child(one, 0)) === reasonCode);
  const reason = code && revocationReason(decode(readValue(code), 0x0a).value[0] ?? 0);
  return { at: readTime(child(entry, 1)), ...(reason ? { reason } : {}) };
}
