import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError } from '../error.ts';
import { readPdf } from './document.ts';
import { pageGeometry, toUserSpace, type VisibleRectangle } from './page-geometry.ts';
import { pageNumbered } from './pages.ts';
import { plainObjects, samplePdf } from './sample.test.ts';

const place: VisibleRectangle = { left: 10, top: 20, width: 60, height: 30 };

function userSpace(entries: string, where: VisibleRectangle = place, inherited = '') {
  const document = readPdf(
    samplePdf({
      ...plainObjects,
      2: `<< /Type /Pages /Kids [3 0 R] /Count 1 ${inherited} >>`,
      3: `<< /Type /Page /Parent 2 0 R ${entries} >>`,
    }),
  );
  return toUserSpace(pageGeometry(document, pageNumbered(document, 1)), where);
}

const media = '/MediaBox [0 0 200 100]';

test('a place outside the page, or without an area, is refused', () => {
  const wrong = [{ left: 150 }, { top: 80 }, { left: -1 }, { width: 0 }, { height: -3 }, { left: Number.NaN }];
  for (const change of wrong) {
    assert.throws(
      () => userSpace(media, { ...place, ...change }),
      (error: unknown) => error instanceof AdesError && error.code === 'input',
    );
  }
  assert.throws(() => userSpace('/MediaBox [0 0 0 0]'), AdesError);
});

test('a page that is not there is refused', () => {
  const document = readPdf(samplePdf());
  for (const number of [0, 2, -1, 1.5]) assert.throws(() => pageNumbered(document, number), AdesError);
});

test('the place counts from the upper left corner of the page as it is turned', () => {
  assert.deepEqual(userSpace(media), [10, 50, 70, 80]);
  assert.deepEqual(userSpace(`${media} /Rotate 90`), [20, 10, 50, 70]);
  assert.deepEqual(userSpace(`${media} /Rotate 180`), [130, 20, 190, 50]);
  assert.deepEqual(userSpace(`${media} /Rotate 270`), [150, 30, 180, 90]);
  assert.deepEqual(userSpace(`${media} /Rotate -90`), userSpace(`${media} /Rotate 270`));
});

test('the crop box is what is seen, and never more than the media box', () => {
  assert.deepEqual(userSpace(`${media} /CropBox [50 10 500 90]`), [60, 40, 120, 70]);
  assert.deepEqual(userSpace(`${media} /CropBox [200 90 50 10] /Rotate 90`), [70, 20, 100, 80]);
});

test('what a page lacks is inherited from the nodes above it', () => {
  assert.deepEqual(userSpace('', place, `${media} /Rotate 90 /CropBox [50 10 200 90]`), [70, 20, 100, 80]);
});

test('a user unit makes points of its own size', () => {
  assert.deepEqual(userSpace(`${media} /UserUnit 2`), [5, 75, 35, 90]);
});
