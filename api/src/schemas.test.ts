import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Compile } from 'typebox/compile';
import { schemas } from './schemas.ts';

interface Said {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Said>>;
  readonly items?: Said;
  readonly anyOf?: readonly Said[];
}

/** Every member that a schema names, with its path. */
function* members(said: Said, path: string): Generator<readonly [string, Said]> {
  for (const [name, member] of Object.entries(said.properties ?? {})) {
    yield [`${path}.${name}`, member];
    yield* members(member, `${path}.${name}`);
  }
  const inner = [...(said.items === undefined ? [] : [said.items]), ...(said.anyOf ?? [])];
  for (const one of inner) yield* members(one, path);
}

describe('the schemas of the public APIs', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    it(`${name} says what it is, and what every member of it is`, () => {
      assert.ok((schema as unknown as Said).description, name);
      for (const [path, member] of members(schema as unknown as Said, name)) assert.ok(member.description, path);
    });

    it(`${name} allows its own example`, () => {
      const check = Compile(schema);
      for (const example of (schema as unknown as Said).examples ?? []) assert.deepEqual(check.Errors(example), []);
    });
  }

  it('have an example wherever something is sent or answered as a whole', () => {
    const parts = ['SignatureVerdict', 'AccountStatus', 'ErrandState', 'CredentialSummary', 'KeyAlgorithm'];
    const without = Object.entries(schemas).filter(([, schema]) => (schema as unknown as Said).examples === undefined);
    assert.deepEqual(without.map(([name]) => name).sort(), parts.sort());
  });
});
