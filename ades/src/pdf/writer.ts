import { isRegular, latin1 } from './lexer.ts';
import type { PdfDictionary, PdfValue } from './value.ts';

/** Writes a value in PDF syntax (ISO 32000-2, 7.3), one character per byte. Streams are never written again. */
export function writeValue(value: Exclude<PdfValue, { kind: 'stream' }>): string;
export function writeValue(value: PdfValue): string;
export function writeValue(value: PdfValue): string {
  if (value.kind === 'null') return 'null';
  if (value.kind === 'boolean') return String(value.value);
  if (value.kind === 'number') return value.text;
  if (value.kind === 'name') return writeName(value.value);
  if (value.kind === 'string') return writeString(value.bytes);
  if (value.kind === 'reference') return `${value.number} ${value.generation} R`;
  if (value.kind === 'array') return `[${value.items.map(writeValue).join(' ')}]`;
  return writeDictionary(value.kind === 'stream' ? value.dictionary : value);
}

function writeDictionary(dictionary: PdfDictionary): string {
  const lines = [...dictionary.entries].map(([key, value]) => `${writeName(key)} ${writeValue(value)}`);
  return `<<\n${lines.join('\n')}\n>>`;
}

function writeName(name: string): string {
  if (/^[A-Za-z0-9_.-]+$/.test(name)) return `/${name}`;
  const encoded = [...name].map((char) => {
    const code = char.charCodeAt(0);
    const plain = code > 0x20 && code < 0x7f && char !== '#' && isRegular(code);
    return plain ? char : `#${code.toString(16).padStart(2, '0')}`;
  });
  return `/${encoded.join('')}`;
}

function writeString(bytes: Uint8Array): string {
  const text = latin1(bytes);
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`;
  return `<${Buffer.from(bytes).toString('hex')}>`;
}
