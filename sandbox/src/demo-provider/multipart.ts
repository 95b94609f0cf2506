/** One uploaded file from a form (RFC 7578), in bounded memory: the body is read whole, so its limit is the file's. */
import { SandboxError } from '../error.ts';

export interface Upload {
  /** The last part of the name the browser gave. */
  readonly name: string;
  readonly content: Buffer;
}

const mostParts = 16;
const mostHeader = 4096;

/** The first part of that field that has a file name. Throws SandboxError `input`. */
export function readUpload(body: Buffer, contentType: string, field: string): Upload | undefined {
  for (const part of split(body, boundaryOf(contentType))) {
    const { disposition, content } = readPart(part);
    const [name, file] = [parameter(disposition, 'name'), parameter(disposition, 'filename')];
    if (name === field && file !== undefined) return { name: file.split(/[\\/]/).at(-1) ?? '', content };
  }
  return undefined;
}

/** RFC 2046 5.1.1. */
function boundaryOf(contentType: string): string {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  if (!contentType.toLowerCase().startsWith('multipart/form-data') || !boundary) {
    throw new SandboxError('input', 'The form was not sent as multipart/form-data.');
  }
  return boundary[1] ?? boundary[2] ?? '';
}

function split(body: Buffer, boundary: string): readonly Buffer[] {
  const parts: Buffer[] = [];
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const mark = Buffer.from(`\r\n--${boundary}`);
  let at = whole.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    if (whole.subarray(start, start + 2).toString('latin1') === '--') return parts;
    at = whole.indexOf(mark, start);
    if (at >= 0) parts.push(whole.subarray(start, at));
    if (parts.length > mostParts) throw new SandboxError('input', 'The form has too many parts.');
  }
  throw new SandboxError('input', 'The upload was cut off. Please try again.');
}

/** A part begins with the rest of the boundary's line. */
function readPart(part: Buffer): { disposition: string; content: Buffer } {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0 || end > mostHeader) throw new SandboxError('input', 'A part of the form has no header.');
  const lines = part.subarray(0, end).toString('utf8').split('\r\n');
  const disposition = lines.find((line) => /^content-disposition\s*:/i.test(line)) ?? '';
  return { disposition, content: part.subarray(end + 4) };
}

/** Browsers write `%22`, `%0D` and `%0A` for what a quoted string cannot hold (HTML 4.10.22.8). */
function parameter(disposition: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return value?.replace(/%22/g, '"').replace(/%0D|%0A/gi, ' ');
}
