import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { samplePdf } from './sample-pdf.ts';
import { winAnsi, wrap } from './text.ts';

describe('the sample agreement', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-pdf-'));
    file = join(folder, 'sample.pdf');
    writeFileSync(file, samplePdf());
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is always the same octets', () => assert.deepEqual(samplePdf(), samplePdf()));
  it('is clean to qpdf', () => {
    assert.match(String(execFileSync('qpdf', ['--check', file])), /No syntax or stream encoding errors found/);
  });
  it('says its title in the information and in XMP', () => {
    assert.match(String(execFileSync('pdfinfo', [file])), /Title:\s+Loan agreement 2231[\s\S]*Pages:\s+2/);
    assert.match(String(execFileSync('pdfinfo', ['-meta', file])), /<dc:title>.*Loan agreement 2231/);
  });
  it('reads as text with its accents and signs', () => {
    const text = String(execFileSync('pdftotext', ['-layout', file, '-']));
    assert.match(text, /12 × 272\.02 €/);
    assert.match(text, /customer’s account/);
  });
  it('is drawn without a complaint', () => {
    const drawn = spawnSync('pdftoppm', ['-r', '60', '-png', file, join(folder, 'page')]);
    assert.deepEqual([drawn.status, String(drawn.stderr)], [0, '']);
  });
});

describe('text', () => {
  it('writes a sign that WinAnsi lacks as a question mark', () =>
    assert.equal(winAnsi('漢 €').toString('hex'), '3f2080'));
  it('breaks lines between words only', () => {
    assert.deepEqual(wrap('aa bbbbbbbbbbbb c', { font: 'Helvetica', size: 10 }, 20), ['aa', 'bbbbbbbbbbbb', 'c']);
  });
});
