import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormField } from '../pdf/form.ts';
import { chooseField } from './field.ts';

const field: FormField = {
  fullName: 'Here',
  at: { kind: 'reference', number: 5, generation: 0 },
  dictionary: { kind: 'dictionary', entries: new Map() },
  isSignature: true,
  value: { kind: 'null' },
};

function refused(why: RegExp, change: Partial<FormField>, place = {}): void {
  const choose = () => chooseField([{ ...field, ...change }], { fieldName: 'Here', ...place });
  assert.throws(choose, { code: 'field-name', message: why });
}

test('an empty field is chosen by its name', () => {
  assert.equal(chooseField([field], { fieldName: 'Here' }).existing?.at, field.at);
});

test('a field that is no signature field, signed, written inside its parent, or placed already is not chosen', () => {
  refused(/no signature field/, { isSignature: false });
  refused(/signed already/, { value: { kind: 'dictionary', entries: new Map() } });
  const { at: _, ...inline } = field;
  assert.throws(() => chooseField([inline], { fieldName: 'Here' }), { code: 'field-name', message: /no object/ });
  refused(/its place/, {}, { place: { page: 1, left: 0, top: 0, width: 10, height: 10 } });
});
