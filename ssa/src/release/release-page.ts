/** The page that asks a person what an application may know of her. Nothing is ticked for her, and nothing depends on it. */
import type { Brand } from '@chancery/look/brand';
import { documentOf, escaped, type Site } from '../http/page.ts';
import { type Speech, speechFor } from '../http/words.ts';
import type { PersonalData } from './personal-data.ts';

export interface ReleaseQuestion {
  /** Where the answer is posted. */
  readonly action: string;
  /** Where she takes back what she has allowed. */
  readonly standing: string;
  readonly clientName: string;
  /** Why, in the words of the application, by language. */
  readonly purpose: Readonly<Record<string, string>>;
  readonly claims: readonly {
    readonly claim: keyof PersonalData;
    readonly value: string | undefined;
    readonly released: boolean;
  }[];
}

export function releasePage(
  question: ReleaseQuestion,
  site: Site,
  acceptLanguage: string | undefined,
  brand?: Brand,
): string {
  const speech = speechFor(acceptLanguage);
  const { say } = speech;
  const { action, standing, clientName: client, claims } = question;
  const words = (key: 'lead' | 'legend' | 'hint') => escaped(say(`release.${key}`, { client }));
  const main = `<main class="one">
<form class="card pad stack" method="post" action="${escaped(action)}">
<div class="tight"><h1>${escaped(say('release.title'))}</h1>
<p>${words('lead')}</p></div>
${purposeOf(question, speech)}<fieldset class="choice tight"><legend>${words('legend')}</legend>
${claims.map((claim) => choice(claim, speech)).join('\n')}
</fieldset>
<p class="small quiet">${words('hint')}</p>
<button class="primary" type="submit">${escaped(say('release.action'))}</button>
<p class="small"><a href="${escaped(standing)}">${escaped(say('standing.link'))}</a></p>
</form>
</main>`;
  return documentOf(say('release.title'), main, site, speech, brand);
}

/** In the reader's language, else in English, else in the first there is, which is said. */
function purposeOf({ purpose, clientName: client }: ReleaseQuestion, { say, lang }: Speech): string {
  const known = [lang.split('-')[0] ?? '', 'en', ...Object.keys(purpose)].find((one) => purpose[one] !== undefined);
  if (known === undefined) return '';
  const why = `<dt>${escaped(say('release.purpose', { client }))}</dt>`;
  return `<dl class="facts">${why}<dd lang="${escaped(known)}" dir="auto">${escaped(purpose[known] ?? '')}</dd></dl>\n`;
}

function choice({ claim, value, released }: ReleaseQuestion['claims'][number], { say }: Speech): string {
  const shown = value === undefined ? escaped(say('release.unknown')) : `<bdi>${escaped(value)}</bdi>`;
  const box = `<input type="checkbox" name="claim" value="${claim}"${released ? ' checked' : ''}>`;
  const label = escaped(say(`release.claim.${claim}`));
  return `<label class="check">${box}<span>${label}<span class="small quiet block">${shown}</span></span></label>`;
}
