import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Account, idParameter, NewAccount } from '@chancery/api';
import Fastify from 'fastify';
import Type from 'typebox';
import { docsPage } from './docs-page.ts';
import { openApi } from './openapi.ts';
import { described, type Operation, operationsOf } from './operation.ts';
import { byTag } from './tags.ts';

const site = { publicOrigin: 'https://sign.example', operator: 'A & B <Trust>' };
const common = { tag: 'User accounts', description: 'As `it` is.' } as const;
const create: Operation = {
  ...common,
  id: 'createAccount',
  summary: 'Create',
  body: NewAccount,
  status: 201,
  reply: Account,
  refuses: ['conflict'],
};
const read: Operation = { ...common, id: 'readFile', summary: 'Read', params: idParameter, reply: 'application/zip' };

const upload: Operation = { ...common, id: 'upload', summary: 'Upload', octets: true, status: 201, reply: Account };
const form = Type.Object({ request: NewAccount, file: Type.Optional(Type.String()) }, { description: 'Parts' });
const send: Operation = { ...create, id: 'send', summary: 'Send', form };

const app = Fastify();
const places = operationsOf(app);
app.get('/undescribed', () => 'nothing');
app.post('/accounts', described(create), () => undefined);
app.post('/uploads', described(upload), () => undefined);
app.post('/forms', described(send), () => undefined);
app.get('/accounts/:id', described(read), () => undefined);
await app.ready();
const { paths, components } = openApi(places, site) as {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, unknown> };
};
const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

describe('the description of the APIs', () => {
  it('has what is described, by its address, and nothing else', () =>
    assert.deepEqual(
      Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods)]),
      [
        ['/accounts', ['post']],
        ['/uploads', ['post']],
        ['/forms', ['post']],
        ['/accounts/{id}', ['get']],
      ],
    ));

  it('has how a thing is made first, whenever its routes were added, and what lies below it last', () => {
    const added = [
      'GET a',
      'GET b',
      'DELETE a/{id}',
      'GET a/{id}/c/{n}',
      'POST a/{id}/e',
      'POST a/d',
      'POST a',
      'GET a/{id}',
      'POST b',
    ];
    const unordered = added.map((line) => {
      const [verb = '', path = ''] = line.split(' ');
      return { method: verb, path: `/api/v1/${path}`, operation: read };
    });
    const ordered = byTag(unordered).flatMap(([, own]) => own.map((place) => `${place.method} ${place.path.slice(8)}`));
    const a = ['POST a', 'GET a', 'POST a/d', 'GET a/{id}', 'DELETE a/{id}', 'GET a/{id}/c/{n}', 'POST a/{id}/e'];
    assert.deepEqual(ordered, [...a, 'POST b', 'GET b']);
  });

  it('refers to schemas by name, inside other schemas too', () => {
    const post = paths['/accounts']?.['post'];
    const body = { 'application/json': { schema: { $ref: '#/components/schemas/NewAccount' } } };
    assert.deepEqual(post?.['requestBody'], { required: true, content: body });
    const account = components.schemas['Account'] as { properties: Record<string, unknown> };
    assert.deepEqual(account.properties['status'], { $ref: '#/components/schemas/AccountStatus' });
  });

  it('tells of a body that is a file, and of one that may be a form', () => {
    const of = (path: string) => (paths[path]?.['post']?.['requestBody'] as { content: object } | undefined)?.content;
    assert.deepEqual(of('/uploads'), { 'application/octet-stream': {} });
    const json = { schema: { $ref: '#/components/schemas/NewAccount' } };
    const properties = { request: json.schema, file: { type: 'string' } };
    const parts = { type: 'object', properties, required: ['request'], description: 'Parts' };
    assert.deepEqual(of('/forms'), { 'application/json': json, 'multipart/form-data': { schema: parts } });
  });

  it('names every refusal under its status, as a problem', () => {
    const answers = paths['/accounts']?.['post']?.['responses'] as Record<
      string,
      { description: string; content: unknown }
    >;
    assert.deepEqual(Object.keys(answers), [
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    assert.match(answers['409']?.description ?? '', /^`in_progress`: .* `conflict`: /);
    assert.deepEqual(answers['409']?.content, problem);
  });

  it('says who may call, and that what creates may be repeated', () => {
    const { parameters, security } = (paths['/accounts']?.['post'] ?? {}) as Record<string, { name: string }[]>;
    assert.deepEqual(security, [{ application: ['service'] }]);
    assert.deepEqual(
      parameters?.map(({ name }) => name),
      ['Idempotency-Key'],
    );
  });

  it('tells of a file by its type', () => {
    const answers = paths['/accounts/{id}']?.['get']?.['responses'] as Record<string, unknown>;
    assert.deepEqual(answers['200'], {
      description: 'The signed documents and the report',
      content: { 'application/zip': {} },
    });
  });

  it('is a page for people, in which nothing is markup that is not ours', () => {
    const page = docsPage(places, site);
    assert.match(page, /A &#38; B &#60;Trust&#62;/);
    assert.match(page, /<code>it<\/code>/);
    assert.match(page, /<a href="#createAccount">Create<\/a>[\s\S]*id="createAccount"/);
    assert.match(page, /--data-binary @file/);
    assert.match(page, /As a form \(multipart/);
    assert.doesNotMatch(page, /<script|style=|<Trust>/);
  });

  it('tells people which scope is enough, what is in a list, and what the statuses of CSC mean', () => {
    const page = (operation: Operation) => docsPage([{ method: 'POST', path: '/a', operation }], site);
    const scoped = page({ ...create, scope: 'accounts.manage' });
    assert.match(scoped, /scope <code>accounts\.manage<\/code> or <code>service<\/code>/);
    const body = Type.Object({ of: Type.Union([Type.Array(Type.Object({ left: Type.Number() })), Type.Null()]) });
    assert.match(page({ ...create, body }), /<dt class="mono">of\[\]\.left<\/dt><dd>number, required/);
    const ofCsc = page({ ...create, caller: 'bearer', words: 'csc' });
    assert.match(ofCsc, /<dt class="mono">401<\/dt><dd>No token, one that is unknown/);
  });
});
