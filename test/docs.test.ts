/** The pages of the documentation hang together. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('{docs,examples}/**/*.md', { cwd: root })].filter(
  (page) => !page.includes('node_modules'),
);

function linksOf(page: string): { readonly to: string; readonly heading: string | undefined }[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/\]\(([^)#\s:]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', heading]) => ({
    to: path === '' ? page : normalize(join(dirname(page), path)),
    heading,
  }));
}

/** As a reader's browser is sent to them. */
function headingsOf(page: string): string[] {
  const lines = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...lines].map(([, line = '']) =>
    line
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link from one page to another leads somewhere', () => {
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter(({ to, heading }) => !existsSync(join(root, to)) || (heading && !headingsOf(to).includes(heading)))
      .map(({ to, heading }) => `${page} to ${to} ${heading ?? ''}`),
  );
  assert.deepEqual(dead, []);
});

test('every page is in the list of pages', () => {
  const listed = new Set(linksOf('docs/README.md').map(({ to }) => to));
  const found = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  assert.deepEqual(
    found.filter((page) => !listed.has(page)),
    [],
  );
});
