import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError } from '../error.ts';
import { onWhite, type RasterImage, readImage } from './raster.ts';
import { type SamplePng, samplePng } from './sample-png.test.ts';

function decoded(png: SamplePng): RasterImage {
  return readImage(samplePng(png));
}

function samples(image: RasterImage): { data: number[]; alpha: number[] | undefined } {
  const alpha = image.kind === 'samples' && image.alpha ? [...image.alpha] : undefined;
  return { data: [...image.data], alpha };
}

function refuses(file: Uint8Array, code: string): void {
  assert.throws(
    () => readImage(file),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

const gray: SamplePng = {
  width: 2,
  height: 2,
  depth: 8,
  color: 0,
  rows: [
    [0, 1, 2],
    [0, 3, 4],
  ],
};

test('what is no picture, or a broken one, is refused', () => {
  refuses(Buffer.from('GIF89a'), 'input');
  refuses(new Uint8Array(), 'input');
  const whole = samplePng(gray);
  for (let length = 8; length < whole.length - 12; length++) refuses(whole.subarray(0, length), 'input');
  refuses(samplePng({ ...gray, depth: 3 }), 'input');
  refuses(samplePng({ ...gray, color: 1 }), 'input');
  refuses(samplePng({ ...gray, width: 0 }), 'input');
  refuses(samplePng({ ...gray, height: 3 }), 'input');
  refuses(samplePng({ ...gray, width: 3 }), 'input');
  refuses(
    samplePng({
      ...gray,
      rows: [
        [9, 1, 2],
        [0, 3, 4],
      ],
    }),
    'input',
  );
  refuses(samplePng({ width: 1, height: 1, depth: 8, color: 3, rows: [[0, 5]], palette: [1, 2, 3] }), 'input');
});

test('a picture of too many pixels is refused before it is inflated', () => {
  refuses(samplePng({ ...gray, width: 100_000, height: 100_000 }), 'too-complex');
});

test('every filter of a row is undone', () => {
  const rows = [
    [0, 10, 20, 30],
    [1, 5, 5, 5],
    [2, 1, 1, 1],
    [3, 3, 3, 3],
    [4, 1, 1, 1],
  ];
  const { data } = samples(decoded({ width: 3, height: 5, depth: 8, color: 0, rows }));
  assert.deepEqual(data, [10, 20, 30, 5, 10, 15, 6, 11, 16, 6, 11, 16, 7, 12, 17]);
});

test('samples of one, two, four and sixteen bits become eight', () => {
  const one = decoded({ width: 9, height: 1, depth: 1, color: 0, rows: [[0, 0b10100000, 0b10000000]] });
  assert.deepEqual(samples(one).data, [255, 0, 255, 0, 0, 0, 0, 0, 255]);
  assert.deepEqual(samples(decoded({ ...gray, height: 1, depth: 2, rows: [[0, 0b01100000]] })).data, [85, 170]);
  assert.deepEqual(samples(decoded({ ...gray, height: 1, depth: 4, rows: [[0, 0x1f]] })).data, [17, 255]);
  assert.deepEqual(samples(decoded({ ...gray, height: 1, depth: 16, rows: [[0, 255, 255, 128, 0]] })).data, [255, 128]);
});

test('colours, palettes and what is transparent are read', () => {
  const pixel = { width: 1, height: 1, depth: 8 } as const;
  assert.deepEqual(samples(decoded({ ...pixel, color: 2, rows: [[0, 1, 2, 3]] })), {
    data: [1, 2, 3],
    alpha: undefined,
  });
  assert.deepEqual(samples(decoded({ ...pixel, color: 4, rows: [[0, 9, 8]] })), { data: [9], alpha: [8] });
  assert.deepEqual(samples(decoded({ ...pixel, color: 6, rows: [[0, 1, 2, 3, 4]] })), { data: [1, 2, 3], alpha: [4] });
  const indexed = decoded({
    ...gray,
    height: 1,
    color: 3,
    rows: [[0, 1, 0]],
    palette: [1, 2, 3, 4, 5, 6],
    transparent: [7],
  });
  assert.deepEqual(samples(indexed), { data: [4, 5, 6, 1, 2, 3], alpha: [255, 7] });
  const named = decoded({ ...gray, height: 1, rows: [[0, 7, 8]], transparent: [0, 7] });
  assert.deepEqual(samples(named).alpha, [0, 255]);
});

test('an interlaced picture comes together from its seven passes', () => {
  const passes = [[[0, 0]], [[0, 4]], [], [[0, 2]], [], [[0, 1, 3]], [[0, 5, 6, 7, 8, 9]]];
  const rows = passes.flat();
  const { data } = samples(decoded({ width: 5, height: 2, depth: 8, color: 0, interlaced: true, rows }));
  assert.deepEqual(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('on white, what is transparent is white', () => {
  const image = decoded({ width: 3, height: 1, depth: 8, color: 4, rows: [[0, 0, 0, 0, 255, 0, 128]] });
  assert.deepEqual(samples(onWhite(image)), { data: [255, 0, 127], alpha: undefined });
});

/** The start of a JPEG: an empty application segment and a frame header. */
function jpeg(components: number, { precision = 8, height = 7, width = 9 } = {}): Buffer {
  const frame = [0, 8, precision, 0, height, 0, width, components, 0, 0];
  return Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xff, 0xc2, ...frame]);
}

test('a JPEG is kept as it is; what PDF readers show differently is refused', () => {
  const file = jpeg(3);
  assert.deepEqual(readImage(file), { kind: 'jpeg', width: 9, height: 7, components: 3, data: file });
  refuses(jpeg(4), 'unsupported');
  refuses(jpeg(3, { precision: 12 }), 'unsupported');
  refuses(jpeg(3, { height: 0 }), 'input');
  refuses(jpeg(3, { width: 0 }), 'input');
  refuses(jpeg(3).subarray(0, 12), 'input');
});
