import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError } from './command-error.ts';
import { type FormOptions, formFor } from './signature-form.ts';

const file = (start: string) => ({ path: 'x', name: 'x', size: 10, start: Buffer.from(start) });
const form = (start: string, options: FormOptions = {}) => formFor(file(start), options);

test('a packaging that a format never has is wrong use', () => {
  const wrong: FormOptions[] = [
    { format: 'pades', packaging: 'detached' },
    { format: 'cades', packaging: 'enveloped' },
    { format: 'xades', packaging: 'attached' },
    { packaging: 'attached' },
    { form: '/nowhere' },
    { passwordFile: '/nowhere' },
  ];
  for (const options of wrong) {
    assert.throws(
      () => form('%PDF-1.7', options),
      (error) => error instanceof CommandError && error.exitCode === 2,
      JSON.stringify(options),
    );
  }
});

test('a file is signed as its kind is signed usually', () => {
  assert.deepEqual(form('\n%PDF-1.7'), { format: 'pades' });
  assert.deepEqual(form('\ufeff <order/>'), { format: 'xades', packaging: 'enveloped' });
  assert.deepEqual(form('PK'), { format: 'cades', packaging: 'detached' });
  assert.deepEqual(form('PK', { format: 'xades' }), { format: 'xades', packaging: 'detached' });
  assert.deepEqual(form('%PDF-1.7', { format: 'cades', packaging: 'attached' }), {
    format: 'cades',
    packaging: 'attached',
  });
});
