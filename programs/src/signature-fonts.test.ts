import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signatureFonts } from './signature-fonts.ts';

/** TrueType, and OS/2 says that nothing forbids embedding (ISO/IEC 14496-22, fsType 0). */
function mayBeEmbedded(font: Uint8Array): boolean {
  const data = new DataView(font.buffer, font.byteOffset, font.byteLength);
  for (let at = 12; at < 12 + 16 * data.getUint16(4); at += 16) {
    if (data.getUint32(at) === 0x4f532f32) return data.getUint16(data.getUint32(at + 8) + 8) === 0;
  }
  return false;
}

test('the fonts that come with the engine are there and free to be embedded', () => {
  const fonts = signatureFonts();
  assert.equal(fonts.length, 2);
  for (const font of fonts) assert.ok(mayBeEmbedded(font));
});
