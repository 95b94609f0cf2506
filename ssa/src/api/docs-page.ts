import { type ProblemCode, problems } from '@chancery/api';
import type { TSchema } from 'typebox';
import { documentOf, escaped, type Site as PageSite } from '../http/page.ts';
import { type Operation, type Place, refusalsOf, repeatable } from './operation.ts';
import { cscRefusalsOf } from './refusals.ts';
import { byTag, type Tag, tags } from './tags.ts';

export type Site = PageSite & { readonly publicOrigin: string };

/** What a schema says, as far as a reader wants to know it. */
interface Said {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Said>>;
  readonly items?: Said;
  readonly anyOf?: readonly Said[];
}

/** The description of the APIs as a page: the same operations and schemas, for people. */
export function docsPage(places: readonly Place[], site: Site): string {
  const sections = byTag(places);
  return documentOf(
    'APIs',
    `<main class="docs"><div class="stack">${introduction(site)}</div>
<nav class="contents" aria-label="Operations">${sections.map(contents).join('\n')}</nav>
<div class="stack">${sections.map((section) => sectionOf(section, site)).join('\n')}</div></main>`,
    site,
  );
}

type Section = readonly [tag: Tag, own: readonly Place[]];

/** What most come for is open; the rest is a line each, so that a narrow page begins soon. */
function contents([tag, own]: Section, index: number): string {
  const links = own.map(({ operation: { id, summary } }) => `<li><a href="#${id}">${escaped(summary)}</a></li>`);
  const list = `<summary>${escaped(tag)}</summary>\n<ul class="plain">${links.join('')}</ul>`;
  return index === 0 ? `<details open>${list}</details>` : `<details>${list}</details>`;
}

function introduction({ operator, publicOrigin }: Site): string {
  return `<div class="tight"><h1>The APIs of ${escaped(operator)}</h1>
<p class="quiet">An application has documents signed in three calls: it gets a token, it asks for signatures and sends the person to the
address it gets, and it fetches the signed documents. For programs the same is at <a href="/openapi.json">/openapi.json</a> (OpenAPI
3.1).</p></div>
<section class="card pad stack" id="token"><h2>First, a token</h2>
<p>By the id and secret of your application (OAuth 2.0, client credentials). It is good for an hour.</p>
${code(`curl -u "$CLIENT_ID:$CLIENT_SECRET" \\
  -d grant_type=client_credentials -d scope=service \\
  ${publicOrigin}/oauth2/token`)}
<p>A refusal is a problem of RFC 9457: <code>code</code> is for programs, <code>detail</code> for people, <code>reference</code> for support.
Requests that create may carry an <code>Idempotency-Key</code>: a repeat within a day gets the first answer.</p>
<p>The Cloud Signature Consortium API at <code>/csc/v1</code> and <code>/csc/v2</code> refuses in the words of its own specification. OAuth and OpenID Connect are
described by <a href="/.well-known/openid-configuration">/.well-known/openid-configuration</a>.</p></section>`;
}

function sectionOf([tag, own]: Section, site: Site): string {
  const head = `<div class="tight"><h2>${escaped(tag)}</h2><p class="quiet">${escaped(tags[tag])}</p></div>`;
  return `<section class="stack">${head}${own.map((place) => article(place, site)).join('\n')}</section>`;
}

const callers = {
  operator: 'With the token of the operators.',
  anybody: 'Without a token.',
  bearer: 'With a token of scope <code>service</code>, or of what a signer approved.',
  password: 'With HTTP Basic: name and password of a person.',
} as const;

function callerOf({ caller = 'application', scope }: Operation): string {
  if (caller !== 'application') return callers[caller];
  return prose(`With a token of an application, scope ${scope === undefined ? '' : `\`${scope}\` or `}\`service\`.`);
}

function article(place: Place, site: Site): string {
  const { method, path, operation } = place;
  const { id, summary, description } = operation;
  return `<article class="card pad stack" id="${id}" aria-labelledby="${id}-title">
<div class="tight"><h3 id="${id}-title">${escaped(summary)}</h3>
<p class="mono"><strong>${escaped(method)}</strong> ${escaped(path)}</p>
<p>${prose(description)}</p><p class="small quiet">${callerOf(operation)}</p></div>
${request(place, site)}
${answer(operation)}
${refusals(operation)}
</article>`;
}

function refusals(operation: Operation): string {
  const rows = (operation.words === 'csc' ? cscRefusals(operation) : refusalsOf(operation).map(refusal)).join('');
  return `<details><summary>Refusals</summary><dl class="facts small">${rows}</dl></details>`;
}

function request({ method, path, operation }: Place, { publicOrigin }: Site): string {
  const { params, query, body, form, caller } = operation;
  const key = repeatable(operation)
    ? [row('Idempotency-Key', 'header, optional. A name for this request, made by the caller')]
    : [];
  const rows = [...fields(params), ...fields(query), ...fields(body), ...key];
  const told =
    rows.length === 0
      ? ''
      : `<h4>What you send</h4><dl class="facts small">${rows.join('')}</dl>${form === undefined ? '' : asForm(form)}`;
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${publicOrigin}${path}`,
    ...(caller === 'password' ? ['-u "$NAME:$PASSWORD"'] : []),
    ...(caller === 'anybody' || caller === 'password' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...sent(operation),
  ];
  return `${told}${code(lines.join(' \\\n  '))}`;
}

/** The parts of a form alone: what is in its JSON was told before. */
function asForm(form: TSchema): string {
  const parts = Object.entries((form as Said).properties ?? {}).map(([name, { description = '' }]) =>
    row(name, description),
  );
  return `<details><summary>As a form (multipart/form-data)</summary><dl class="facts small">${parts.join('')}</dl></details>`;
}

function sent({ body, octets }: Operation): string[] {
  if (octets) return ["-H 'Content-Type: application/octet-stream'", '--data-binary @file'];
  return body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example(body))}'`];
}

function answer({ status = 200, reply }: Operation): string {
  if (reply === null) return `<h4>What you get: ${status}, without content</h4>`;
  if (typeof reply === 'string') return `<h4>What you get: ${status}, a file of type ${reply}</h4>`;
  const shown = example(reply);
  return `<h4>What you get: ${status}</h4>
${shown === undefined ? '' : code(JSON.stringify(shown, undefined, 2))}
<details><summary>Every field</summary><dl class="facts small">${fields(reply).join('')}</dl></details>`;
}

function example(schema: TSchema): unknown {
  return (schema as Said).examples?.[0];
}

/** The members of an object, those of its members below them: `documents[].name`. */
function fields(schema: TSchema | undefined, before = ''): string[] {
  const { properties = {}, required = [] } = (schema ?? {}) as Said;
  return Object.entries(properties).flatMap(([name, said]) => {
    const need = required.includes(name) ? 'required' : 'optional';
    const list = [said, ...(said.anyOf ?? [])].find(({ items }) => items !== undefined);
    const inner = list?.items ?? said;
    const path = `${before}${name}${list === undefined ? '' : '[]'}`;
    const below = [inner, ...(inner.anyOf ?? [])].flatMap((one) => fields(one as TSchema, `${path}.`));
    return [row(path, `${kind(said)}, ${need}. ${said.description ?? ''}`), ...below];
  });
}

function kind(said: Said): string {
  if (said.items !== undefined) return said.items.properties ? 'list' : `list of ${kind(said.items)}`;
  if (said.enum !== undefined) return said.enum.length === 1 ? String(said.enum[0]) : `one of ${said.enum.join(', ')}`;
  if (said.const !== undefined) return `“${String(said.const)}”`;
  if (said.contentEncoding !== undefined) return `${said.contentEncoding} of ${said.contentMediaType}`;
  if (said.format === 'date-time') return 'date and time';
  if (said.anyOf !== undefined) return [...new Set(said.anyOf.map(kind))].join(' or ');
  return (
    { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', null: 'null' }[
      said.type ?? ''
    ] ?? 'object'
  );
}

function cscRefusals(operation: Operation): string[] {
  return Object.entries(cscRefusalsOf(operation)).map(([status, text]) => row(status, text));
}

function refusal(name: ProblemCode): string {
  const { status, title } = problems[name];
  return row(`${status} ${name}`, `${title}.`);
}

function row(name: string, text: string): string {
  return `<dt class="mono">${escaped(name)}</dt><dd>${prose(text)}</dd>`;
}

/** Text in which a word between backticks is code. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function code(text: string): string {
  return `<pre>${escaped(text)}</pre>`;
}
