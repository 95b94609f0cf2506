/** A data release as tests read it: the page is its question in JSON, and Ana is somebody. */
import type { DataRelease, ReleaseQuestion, StandingQuestion } from './index.ts';
import type { Browser, Page } from './world.test.ts';

const ana = { name: 'Ana Ruiz García', given_name: 'Ana', family_name: 'Ruiz García' };

export const release: DataRelease = {
  dataOf: async (account) => (account === 'a1' ? ana : {}),
  page: async (question) => JSON.stringify(question),
  standingPage: (question) => JSON.stringify(question),
};

export function questionOn({ text }: Page): ReleaseQuestion {
  return JSON.parse(text) as ReleaseQuestion;
}

export function standingOn({ text }: Page): StandingQuestion {
  return JSON.parse(text) as StandingQuestion;
}

/** Ticks these and goes on, as the page that answers does by itself. */
export async function answer(browser: Browser, page: Page, ...ticked: string[]): Promise<Page> {
  const { action } = questionOn(page);
  const form = new URLSearchParams(ticked.map((claim): [string, string] => ['claim', claim]));
  const told = await browser.go(new URL(action, page.url).href, form);
  return browser.go(new URL(told.text.split('\n').at(-1) ?? '', page.url).href);
}
