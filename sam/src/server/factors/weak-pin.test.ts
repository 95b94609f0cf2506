import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWeakPin } from './weak-pin.ts';

describe('a PIN that is tried first', () => {
  const weak = {
    'too short': ['48291', '7', '', 'correct'],
    'too long to be typed': ['4829137750264'],
    'a run': ['123456', '987654', 'abcdefgh'],
    'one character': ['000000', '7777777', 'aaaaaaaa'],
    'repeated or mirrored': ['121212', '482482', '112233', '123321', '48294829', 'abababab'],
    'a birthday': ['310584', '840531', '053184', '19840531', '31051984', '05311984'],
    'a pattern of the keypad': ['147258', '159357', '789456', '147369258'],
  };
  for (const [what, pins] of Object.entries(weak)) {
    for (const pin of pins) test(`${what}: ${pin}`, () => assert.equal(isWeakPin(pin), true));
  }
  for (const pin of ['482913', '90317426', 'correct horse', '048271', '503977120658']) {
    test(`no such one: ${pin}`, () => assert.equal(isWeakPin(pin), false));
  }
});
