/** The words of an XPath 1.0 expression (3.7). */
import { nameEnd } from '../characters.ts';
import { XmlError } from '../error.ts';

export interface Token {
  /** `operator` covers the named ones; an asterisk that is no operator is a name test. */
  readonly kind: 'operator' | 'punctuation' | 'name' | 'literal' | 'number' | 'end';
  readonly text: string;
}

const longest = 10_000;
const patterns = /\s+|"[^"]*"|'[^']*'|\d+(?:\.\d*)?|\.\d+|::|\.\.|\/\/|!=|<=|>=|[()[\].@,/|+\-=<>*$]/y;
const symbols: ReadonlySet<string> = new Set(['/', '//', '|', '+', '-', '=', '!=', '<', '<=', '>', '>=']);
const named: ReadonlySet<string> = new Set(['and', 'or', 'mod', 'div']);

export function tokenize(text: string): Token[] {
  if (text.length > longest)
    throw new XmlError('too-complex', `an XPath expression of more than ${longest} characters`);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const end = wordEnd(text, at);
    const word = text.slice(at, end);
    if (!/^\s/.test(word)) tokens.push(token(word, tokens.at(-1)));
    at = end;
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function wordEnd(text: string, at: number): number {
  const name = nameEnd(text, at);
  if (name > at) return qualifiedEnd(text, name);
  patterns.lastIndex = at;
  if (patterns.test(text)) return patterns.lastIndex;
  throw new XmlError('malformed', `an XPath expression that cannot be read, at ${at}`);
}

/** `a:b` and `a:*` are one word, `a::b` is not. */
function qualifiedEnd(text: string, colon: number): number {
  if (text[colon] !== ':' || text[colon + 1] === ':') return colon;
  if (text[colon + 1] === '*') return colon + 2;
  const end = nameEnd(text, colon + 1);
  return end > colon + 1 ? end : colon;
}

function token(word: string, before: Token | undefined): Token {
  if (/^["']/.test(word)) return { kind: 'literal', text: word.slice(1, -1) };
  if (/^\.?\d/.test(word)) return { kind: 'number', text: word };
  if (word === '*' || named.has(word)) return { kind: endsOperand(before) ? 'operator' : 'name', text: word };
  if (symbols.has(word)) return { kind: 'operator', text: word };
  return { kind: nameEnd(word, 0) > 0 ? 'name' : 'punctuation', text: word };
}

/** 3.7: after an operand an asterisk multiplies and a name is an operator. */
function endsOperand(before: Token | undefined): boolean {
  if (before === undefined || before.kind === 'operator') return false;
  return before.kind !== 'punctuation' || [')', ']', '.', '..'].includes(before.text);
}
