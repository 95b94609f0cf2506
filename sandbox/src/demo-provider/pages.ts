/** The bank's pages. */
import { type Frame, html, type Markup, page } from '../server/page.ts';
import type { Reply } from '../server/request.ts';
import type { Agreement } from './agreements.ts';

function bankPage(frame: Pick<Frame, 'title' | 'main' | 'status' | 'allow'>): Reply {
  return page({
    site: 'bank',
    brand: 'Banco Norte',
    banner: 'Sandbox. This bank does not exist; signatures made here have no legal effect.',
    end: html`<nav aria-label="Bank"><a href="/">Agreements</a></nav>`,
    ...frame,
  });
}

/** How the engine's states read at a bank. */
const words: Readonly<Record<string, readonly [string, 'good' | 'warn' | 'bad' | '']>> = {
  created: ['Waiting for a signature', 'warn'],
  prepared: ['Waiting for a signature', 'warn'],
  signing: ['Being signed', 'warn'],
  signed: ['Signed', 'good'],
  refused: ['Refused', 'bad'],
  cancelled: ['Withdrawn', ''],
  expired: ['Too late', ''],
  failed: ['Not signed', 'bad'],
};

export function isOpen(state: string): boolean {
  return words[state]?.[1] === 'warn';
}

function chip(state: string): Markup {
  const [word, kind] = words[state] ?? [state, ''];
  return html`<span class="chip ${kind}">${word}</span>`;
}

export function homePage(
  agreements: readonly Agreement[],
  wrong?: { readonly message: string; readonly status: number },
): Reply {
  return bankPage({
    title: 'Agreements',
    status: wrong?.status ?? 200,
    main: html`<div class="one wide">
<div class="tight"><h1>Have an agreement signed</h1>
<p class="quiet">Send a PDF to the signing service, open its link as the customer, and see the signed document come back.</p></div>
${wrong && html`<p class="note bad" role="alert">${wrong.message}</p>`}
<div class="beside">
<section class="card pad stack"><h2>A document of yours</h2>
<form method="post" action="/agreements" enctype="multipart/form-data" class="stack">
<div class="field"><label for="document">PDF, at most 20 MB</label>
<input id="document" name="document" type="file" accept="application/pdf,.pdf" required aria-describedby="hint">
<p class="small quiet" id="hint">Choose a file or drop it on the field.</p></div>
<button class="primary">Send to be signed</button>
</form></section>
<section class="card pad stack"><h2>Our sample agreement</h2>
<p class="quiet">Two pages about a loan that nobody gives. <a href="/sample.pdf">Read it first</a></p>
<form method="post" action="/agreements/sample"><button>Use the sample</button></form></section>
</div>
<section class="card pad stack" id="sent"><h2>Sent so far</h2>${list(agreements)}</section>
</div>`,
  });
}

function list(agreements: readonly Agreement[]): Markup {
  if (agreements.length === 0)
    return html`<p class="quiet">Nothing yet. Send a document above; it will appear here.</p>`;
  const rows = agreements.map(
    (one) => html`<li class="row"><div class="grow"><strong>${one.name}</strong><br>
<time class="small quiet" datetime="${one.sent}">sent ${one.sent.slice(0, 16).replace('T', ' ')} UTC</time></div>
${chip(one.state)}${action(one)}</li>`,
  );
  return html`<ul class="rows">${rows}</ul>`;
}

/** One action for each: the customer signs, or the bank looks. */
function action({ id, name, state, signUrl }: Agreement): Markup | undefined {
  if (isOpen(state)) return html`<a class="button primary" href="${signUrl}" aria-label="Sign ${name}">Sign</a>`;
  if (state !== 'signed') return undefined;
  return html`<a class="button" href="/signed?request=${encodeURIComponent(id)}" aria-label="Show ${name}">Show</a>`;
}

export function signedPage(agreement: Agreement): Reply {
  const address = `/documents/${encodeURIComponent(agreement.id)}.pdf`;
  return bankPage({
    title: 'Signed',
    allow: { 'object-src': "'self'", 'frame-src': "'self'" },
    main: html`<div class="one wide"><section class="card pad stack">
<div class="row"><div class="tight grow">${chip('signed')}<h1>The agreement is signed</h1>
<p class="quiet">Banco Norte has received <strong>${agreement.name}</strong>, signed. Keep a copy.</p></div>
<a class="button primary" href="${address}" download="${signedName(agreement.name)}">Download</a></div>
<object class="paper" data="${address}#view=FitH&amp;navpanes=0" type="application/pdf" aria-label="${agreement.name}, signed">
<p class="pad">This browser does not show PDF files in place. <a href="${address}">Open the signed document</a></p></object>
</section><p><a href="/">Back to the agreements</a></p></div>`,
  });
}

export function signedName(name: string): string {
  return `${name.replace(/\.pdf$/i, '')}-signed.pdf`;
}

export function notSignedPage(agreement: Agreement): Reply {
  const endings: Readonly<Record<string, string>> = {
    refused: 'You refused to sign it. Nothing was signed, and the bank has been told.',
    expired: 'The time to sign it has run out. Nothing was signed. Send it once more if it is still wanted.',
    cancelled: 'It was withdrawn. Nothing was signed.',
    failed: 'The signing service could not finish. Nothing was signed. Send it once more to try again.',
  };
  const open = isOpen(agreement.state);
  return bankPage({
    title: 'Not signed',
    main: html`<div class="one"><section class="card pad stack">
<div class="tight">${chip(agreement.state)}<h1>${open ? 'Not signed yet' : 'Not signed'}</h1>
<p><strong>${agreement.name}</strong>: ${endings[agreement.state] ?? 'It waits for a signature. Nothing was signed so far.'}</p></div>
${open ? html`<a class="button primary" href="${agreement.signUrl}">Sign</a>` : html`<a class="button primary" href="/">Back to the agreements</a>`}
</section></div>`,
  });
}

export function refusalPage(message: string, status: number): Reply {
  return bankPage({
    title: 'Not possible',
    status,
    main: html`<div class="one"><section class="card pad stack"><h1>This did not work</h1><p class="note bad">${message}</p>
<a class="button primary" href="/">Back to the agreements</a></section></div>`,
  });
}
