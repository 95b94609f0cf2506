/** The page that shows a person what she lets applications know, each with a button that takes it back. */
import { documentOf, escaped, type Site } from '../http/page.ts';
import { type Speech, speechFor } from '../http/words.ts';

export interface StandingQuestion {
  /** Where it is posted which application is told nothing from now on. */
  readonly action: string;
  readonly releases: readonly { readonly client: string; readonly name: string; readonly claims: readonly string[] }[];
  readonly takenBack: boolean;
}

const claims = ['name', 'given_name', 'family_name', 'person_identifier'] as const;

export function standingPage(question: StandingQuestion, site: Site, acceptLanguage: string | undefined): string {
  const speech = speechFor(acceptLanguage);
  const { say } = speech;
  const { releases, takenBack, action } = question;
  const told = takenBack ? `<p class="note good" role="status">${escaped(say('standing.taken-back'))}</p>\n` : '';
  const main = `<main class="one">
<div class="card pad stack">
<div class="tight"><h1>${escaped(say('standing.title'))}</h1>
<p>${escaped(say(releases.length === 0 ? 'standing.none' : 'standing.lead'))}</p></div>
${told}${releases.map((release) => sectionOf(release, action, speech)).join('\n')}
</div>
</main>`;
  return documentOf(say('standing.title'), main, site, speech);
}

function sectionOf(
  { client, name, claims: released }: StandingQuestion['releases'][number],
  action: string,
  { say }: Speech,
): string {
  const known = claims.filter((claim) => released.includes(claim));
  const list = known.map((claim) => `<li>${escaped(say(`release.claim.${claim}`))}</li>`).join('');
  return `<form class="stack" method="post" action="${escaped(action)}">
<div class="tight"><h2><bdi>${escaped(name)}</bdi></h2>
<ul>${list}</ul></div>
<input type="hidden" name="client" value="${escaped(client)}">
<button type="submit">${escaped(say('standing.action', { client: name }))}</button>
</form>`;
}
