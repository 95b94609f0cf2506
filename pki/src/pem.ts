/** RFC 7468 text around DER. */
const block = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;

/** Every block of the text, in order, whatever its label. */
export function parsePem(text: string): Uint8Array[] {
  return [...text.matchAll(block)].map(
    ([, , body = '']) => new Uint8Array(Buffer.from(body.replace(/\s/g, ''), 'base64')),
  );
}

export function toPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
