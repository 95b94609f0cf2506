/** What a certificate states of itself: the qcStatements of RFC 3739, 3.2.6 that ETSI EN 319 412-5 and EN 319 412-1 define. */
import { child, oid, readOid, sequence, type Tlv } from './der.ts';
import { PkiError } from './error.ts';
import { type Extension, encodeExtension, findExtension } from './extensions.ts';

/** EN 319 412-5, 4.2.3: made for electronic signatures of persons, for seals of legal persons, for web sites. */
export type QcType = 'eSign' | 'eSeal' | 'web';

/** How the identifiers in the subject are meant: EN 319 412-1, 5.1. */
export type NameSemantics = 'natural' | 'legal';

/**
 * `qualified` (4.2.1) and `qscd` (4.2.2) are claims under Regulation (EU) No 910/2014 that only a qualified provider may make. The
 * type is none of them: by itself it says what a certificate is for, and nothing about its rank.
 */
export interface QcStatements {
  readonly qualified: boolean;
  readonly qscd: boolean;
  readonly types: readonly QcType[];
  readonly semantics?: NameSemantics;
}

const id = '1.3.6.1.5.5.7.1.3';
const syntax2 = '1.3.6.1.5.5.7.11.2';
const qualified = '0.4.0.1862.1.1';
const qscd = '0.4.0.1862.1.4';
const type = '0.4.0.1862.1.6';
const types: Readonly<Record<QcType, string>> = {
  eSign: '0.4.0.1862.1.6.1',
  eSeal: '0.4.0.1862.1.6.2',
  web: '0.4.0.1862.1.6.3',
};
const semantics: Readonly<Record<NameSemantics, string>> = {
  natural: '0.4.0.194121.1.1',
  legal: '0.4.0.194121.1.2',
};

/** The identifiers of the statements themselves, as a list of them names a certificate's (CSC API v2.2, 11.7: `cert.qcStatements`). */
export function qcStatementOids(stated: QcStatements): string[] {
  return [
    ...(stated.semantics === undefined ? [] : [syntax2]),
    ...(stated.qualified ? [qualified] : []),
    ...(stated.qscd ? [qscd] : []),
    ...(stated.types.length > 0 ? [type] : []),
  ];
}

/** The extension, not critical (EN 319 412-5, 4.1). */
export function encodeQcStatements(stated: QcStatements): Uint8Array {
  const named = stated.semantics && semantics[stated.semantics];
  const statements = [
    ...(named ? [sequence(oid(syntax2), sequence(oid(named)))] : []),
    ...(stated.qualified ? [sequence(oid(qualified))] : []),
    ...(stated.qscd ? [sequence(oid(qscd))] : []),
    ...(stated.types.length > 0 ? [sequence(oid(type), sequence(...stated.types.map((one) => oid(types[one]))))] : []),
  ];
  return encodeExtension(id, false, sequence(...statements));
}

/** Undefined where nothing is stated; statements of others are passed over. */
export function readQcStatements(extensions: readonly Extension[]): QcStatements | undefined {
  const list = findExtension(extensions, id);
  if (list === undefined) return undefined;
  if (list.tag !== 0x30) throw new PkiError('malformed', 'statements that are no list');
  const stated = new Map(list.children.map((statement) => [readOid(child(statement, 0)), statement.children[1]]));
  const meant = stated.get(syntax2)?.children[0];
  const [means] = meant?.tag === 0x06 ? wordsFor(semantics, [readOid(meant)]) : [];
  return {
    qualified: stated.has(qualified),
    qscd: stated.has(qscd),
    types: wordsFor(types, identifiers(stated.get(type))),
    ...(means === undefined ? {} : { semantics: means }),
  };
}

function identifiers(list: Tlv | undefined): string[] {
  return list?.children.map(readOid) ?? [];
}

function wordsFor<Word extends string>(table: Readonly<Record<Word, string>>, found: readonly string[]): Word[] {
  return (Object.keys(table) as Word[]).filter((word) => found.includes(table[word]));
}
