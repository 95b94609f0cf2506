import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** Who may import whom: our packages, then packages from outside. Anything not listed is refused. */
const table: Record<string, { ours: string[]; outside: string[] }> = {
  pki: { ours: [], outside: [] },
  xmldsig: { ours: ['pki'], outside: [] },
  ades: { ours: ['pki', 'xmldsig'], outside: ['bidi-js', 'harfbuzzjs'] },
  validation: { ours: ['pki', 'ades'], outside: [] },
  'crypto-module': { ours: ['pki'], outside: ['@noble/curves', '@noble/hashes', 'pkcs11js'] },
  'sam/src/client': { ours: ['pki'], outside: [] },
  'sam/src/server': {
    ours: ['pki', 'xmldsig', 'crypto-module'],
    outside: ['pg', 'kysely', '@electric-sql/pglite', 'jose', 'pino'],
  },
  sic: { ours: ['sam/client', 'look'], outside: ['fastify', 'react', 'react-dom', 'pdfjs-dist'] },
  sca: { ours: ['pki', 'ades'], outside: [] },
  connectors: { ours: ['pki'], outside: ['openid-client'] },
  store: { ours: ['pki'], outside: ['pg', 'kysely', '@electric-sql/pglite'] },
  api: { ours: [], outside: ['typebox'] },
  authorization: {
    ours: ['api', 'store', 'connectors', 'sam/client', 'pki'],
    outside: ['oidc-provider', 'jose', 'fastify'],
  },
  ssa: {
    ours: ['api', 'store', 'connectors', 'sca', 'validation', 'sam/client', 'look', 'pki'],
    outside: ['fastify', '@fastify/swagger', '@fastify/busboy', 'typebox', 'react', 'react-dom'],
  },
  look: {
    ours: [],
    outside: ['react', 'pdfjs-dist', '@fontsource-variable/inter', '@fontsource-variable/source-serif-4'],
  },
  sandbox: { ours: ['pki', 'api'], outside: [] },
  // What runs at a service provider: nothing of the server.
  'examples/hash-only': { ours: ['pki', 'sca', 'api', 'connectors'], outside: [] },
};

const root = join(import.meta.dirname, '..');

for (const [place, allowed] of Object.entries(table)) {
  test(`${place} imports only what the table of directions allows`, () => {
    const folder = place.includes('/') ? place : `${place}/src`;
    const wrong = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root })
      .filter((file) => !/\.test\.tsx?$/.test(file))
      .flatMap((file) =>
        imports(file)
          .filter((name) => !permitted(name, place, allowed))
          .map((name) => `${file} imports ${name}`),
      );
    assert.deepEqual(wrong, []);
  });
}

test('pure packages do no input or output', () => {
  const forbidden = /^node:(fs|net|http|https|tls|child_process|dgram|dns|worker_threads|process|os)/;
  const wrong = ['pki', 'xmldsig', 'ades', 'validation', 'sca']
    .flatMap((place) => globSync(`${place}/src/**/*.ts`, { cwd: root }))
    .filter((file) => !file.endsWith('.test.ts'))
    .filter(
      (file) =>
        imports(file).some((name) => forbidden.test(name)) ||
        /process\.env|Date\.now\(\)|new Date\(\)/.test(readFileSync(join(root, file), 'utf8')),
    );
  assert.deepEqual(wrong, []);
});

test('only the programs read the environment', () => {
  const wrong = Object.keys(table)
    .flatMap((place) => globSync(`${place.split('/')[0]}/src/**/*.ts`, { cwd: root }))
    .filter((file) => !file.endsWith('.test.ts') && readFileSync(join(root, file), 'utf8').includes('process.env'));
  assert.deepEqual(wrong, []);
});

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
}

function permitted(name: string, place: string, allowed: { ours: string[]; outside: string[] }): boolean {
  if (name.startsWith('node:') || name.startsWith('.')) return !escapes(name, place);
  if (name.startsWith('@chancery/')) return allowed.ours.some((ours) => inside(name.slice('@chancery/'.length), ours));
  return allowed.outside.some((outside) => name === outside || name.startsWith(`${outside}/`));
}

function inside(name: string, allowed: string): boolean {
  return name === allowed || (!allowed.includes('/') && name.startsWith(`${allowed}/`));
}

/** The client of the SAM must stand without its server: what a SIC or an SSA runs, an evaluator of the SAM need not read. */
function escapes(name: string, place: string): boolean {
  return place === 'sam/src/client' && name.includes('/server/');
}
