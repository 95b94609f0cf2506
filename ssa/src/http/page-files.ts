/** The built pages: their files, and the result page, which is written once and goes out as it is. */
import type { Brand } from '@chancery/look/brand';
import { answerWith, readBuiltFiles } from '@chancery/look/built-files';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { escaped, sheetOf } from './page.ts';
import { resultPagePolicy } from './security-headers.ts';

/** The result page, in the look of a group where it has one. */
export type BuiltPage = (brand?: Brand) => string;

type Site = Pick<SsaDeps, 'pagesFolder' | 'operator' | 'sandbox'>;

/**
 * Serves everything the pages load and returns the result page. A worker lives under the policy its own file came with
 * (HTML, run a worker), so the files have the page's. Throws Error when it was not built.
 */
export function servePageFiles(app: FastifyInstance, { pagesFolder: folder, operator, sandbox }: Site): BuiltPage {
  const files = new Map(readBuiltFiles(folder));
  const page = files.get('/result.html')?.forms.get('identity');
  if (page === undefined) throw new Error(`There is no built page in ${folder}.`);
  files.delete('/result.html');
  for (const [path, file] of files) {
    app.get(path, ({ headers: asked }, reply) => {
      const { status, headers, body } = answerWith(file, asked);
      return reply
        .code(status)
        .headers({ ...headers, 'content-security-policy': resultPagePolicy, ...sharing(path) })
        .send(body);
    });
  }
  const plain = installed(page.body.toString('utf8'), operator, sandbox !== false);
  return (brand) => (brand === undefined ? plain : branded(plain, brand));
}

function branded(page: string, brand: Brand): string {
  const told = page.replace('<html ', () => `<html data-brand="${escaped(JSON.stringify(brand))}" `);
  return told.replace('</head>', () => `${sheetOf(brand)}\n</head>`);
}

/** The script that applications load is anybody's to read (Fetch, 3.2); nothing else is. */
function sharing(path: string): Record<string, string> {
  return path.startsWith('/embed/') ? { 'access-control-allow-origin': '*' } : {};
}

/** What the page says of the installation before it has asked anything. */
function installed(page: string, operator: string, sandbox: boolean): string {
  const named = page.replace('data-operator=""', () => `data-operator="${escaped(operator)}"`);
  return sandbox ? named : named.replace('data-sandbox="yes"', 'data-sandbox="no"');
}
