/** Files of other formats than PDF, with what a person must be told of them. */
import { crc32, deflateSync } from 'node:zlib';

export interface Sample {
  readonly label: string;
  readonly original: Uint8Array;
  readonly mediaType?: string;
}

/** Its amount reads as another one where the character that turns the direction is not made visible. */
export const text: Sample = {
  label: 'Poder notarial.txt',
  mediaType: 'text/plain',
  original: Buffer.from(
    'Poder notarial\n\nAna Ruiz García autoriza a Banco Norte a retirar \u202e00,1 EUR\u202c.\n\tMadrid, mayo\n\nשלום לכולם\n',
  ),
};

export const xml: Sample = {
  label: 'Invoice 2231.xml',
  mediaType: 'text/xml',
  original: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="pretty.xsl" type="text/xsl"?>
<Invoice xmlns="urn:example:invoice">
${Array.from({ length: 300 }, (_, index) => `  <Line id="${index + 1}"><Item>Paper</Item><Price>${index}.00</Price></Line>`).join('\n')}
  <script xmlns="http://www.w3.org/1999/xhtml">document.title = 'taken over'</script>
</Invoice>
`),
};

/** Signed within itself: without its declaration, its one tag written out (Canonical XML 1.1, 2.3). */
export const order: Sample = {
  label: 'Order 7.xml',
  mediaType: 'text/xml',
  original: Buffer.from('<?xml version="1.0"?>\r\n<Order  b="2" a="1"><Empty/></Order>\r\n'),
};
export const orderAsSigned = '<Order a="1" b="2"><Empty></Empty></Order>';

export const picture: Sample = { label: 'Site plan.png', mediaType: 'image/png', original: png(640, 400) };

export const brokenPicture: Sample = {
  label: 'Torn plan.png',
  mediaType: 'image/png',
  original: png(640, 400).subarray(0, 40),
};

export const page: Sample = {
  label: 'Conditions.html',
  mediaType: 'text/html',
  original: Buffer.from('<!doctype html><script>document.title = "taken over"</script><p>Conditions</p>'),
};

/** ISO 15948: true colour with alpha, eight bits; a frame on a transparent ground. */
function png(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x++) if (isFrame(x, y, width, height)) row.set([11, 85, 99, 255], 1 + x * 4);
    return row;
  });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const image = chunk('IDAT', deflateSync(Buffer.concat(rows)));
  return Buffer.concat([signature, chunk('IHDR', header), image, chunk('IEND', Buffer.alloc(0))]);
}

function isFrame(x: number, y: number, width: number, height: number): boolean {
  const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
  return edge >= 40 && edge < 60;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
