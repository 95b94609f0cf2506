/** A real browser for the page tests: what it may say on its console, how it proves a passkey, how it is looked at. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

export const chromiumPath = '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** axe judges each colour scheme and each layout once; every look must fit its window. */
const looks = {
  'wide-light': { width: 1280, height: 900, colorScheme: 'light', axe: true },
  'wide-dark': { width: 1280, height: 900, colorScheme: 'dark', axe: false },
  'phone-light': { width: 390, height: 844, colorScheme: 'light', axe: false },
  'phone-dark': { width: 390, height: 844, colorScheme: 'dark', axe: true },
  'narrow-light': { width: 320, height: 640, colorScheme: 'light', axe: false },
} as const;

const inOtherLanguages = {
  'wide-light': looks['wide-light'],
  'narrow-dark': { width: 320, height: 640, colorScheme: 'dark' },
} as const;

/** Undefined, and the case visibly skipped, where there is no Chromium; with CI=true that is a failure. */
export async function openBrowser(t: TestContext, env: NodeJS.ProcessEnv = {}): Promise<Browser | undefined> {
  if (!existsSync(chromiumPath)) {
    if (process.env['CI'] === 'true') assert.fail('Chromium is missing');
    t.skip('Chromium is not installed');
    return undefined;
  }
  const browser = await launchBrowser(env);
  t.after(() => browser.close());
  return browser;
}

export function launchBrowser(env: NodeJS.ProcessEnv = {}): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args, env: { ...process.env, ...env } });
}

export interface Window {
  readonly page: Page;
  /** Everything the page complained about: a violated policy, a missing file, an uncaught error. */
  readonly complaints: string[];
}

/** Of somebody who reads English, or another language. */
export async function openWindow(browser: Browser, locale = 'en-GB'): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  // A machine that does other things as well takes its time; what should never come fails no less.
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

export interface Authenticator {
  /** Whether the owner unlocks it when it is asked. */
  unlock(willing: boolean): Promise<void>;
}

/** A passkey device of this page, whose owner unlocks it until told otherwise. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    unlock: async (isUserVerified) => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
  };
}

/**
 * Looks at the page under its heading, wide and on phones, light and dark: nothing that axe finds, nothing to scroll
 * sideways down to 320 pixels (WCAG 2.2, 1.4.10). A picture of each stays in the build folder for the eye of a reviewer.
 */
export async function seen(page: Page, name: string, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  for (const [look, { width, height, colorScheme, axe }] of Object.entries(looks)) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await drawn(page);
    await assertFits(page);
    if (axe) await assertAccessible(page);
    await picture(page, `${name}-${look}`);
  }
  await assertReachable(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await assertMirrors(page, name);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The same in another language: the widest window, and the narrowest in the dark, for words are longer there; axe where it is asked for. */
export async function seenIn(
  page: Page,
  language: string,
  name: string,
  heading: string | RegExp,
  axe = false,
): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  const html = page.locator('html');
  assert.equal(await html.getAttribute('lang'), language);
  assert.equal(await html.getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
  for (const [look, { width, height, colorScheme }] of Object.entries(inOtherLanguages)) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await assertFits(page);
    await picture(page, `${name}-${language}-${look}`, true);
  }
  if (axe) await assertAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(looks['wide-light']);
}

/** Both frames: that in which a change is laid out, and that which shows it. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** A thousand lines are alike, and so are the operations of one API: the first of them, and the chosen one, are judged for all. */
async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(takeAlikeAway);
  const found = await foundByAxe(page);
  await page.evaluate(putAlikeBack);
  assert.deepEqual(found, []);
}

/** Each rule that the page breaks, with where it does. A document is given axe once: to load it takes longer than to judge. */
export async function foundByAxe(page: Page): Promise<unknown> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  return page.evaluate(judge);
}

const judge = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`;

const takeAlikeAway = `
  window.alike = [...document.querySelectorAll('[role="option"], [role="treeitem"], section > article')]
    .filter((line) => line.matches(':nth-child(n+30):not([aria-selected="true"]), article:nth-of-type(n+6)'))
    .map((line) => [line, document.createComment('')]);
  for (const [line, place] of window.alike) line.replaceWith(place);`;
const putAlikeBack = 'for (const [line, place] of window.alike) place.replaceWith(line);';

/** Written from right to left, narrow and wide, the page needs no second stylesheet. */
async function assertMirrors(page: Page, name: string): Promise<void> {
  await page.evaluate("document.documentElement.dir = 'rtl'");
  await assertFits(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await assertFits(page);
  await picture(page, `${name}-wide-mirrored`);
  await page.evaluate("document.documentElement.dir = 'ltr'");
}

/**
 * What axe cannot tell, where it is tightest: nothing that has the focus lies under the answers (WCAG 2.2, 2.4.11), nothing to press is
 * smaller than 24 pixels but a link in a sentence (2.5.8), and wider spaces between letters, words and lines push nothing out (1.4.12).
 */
async function assertReachable(page: Page): Promise<void> {
  await page.evaluate(takeAlikeAway);
  assert.deepEqual(await page.evaluate(unreachable), []);
  await page.evaluate(spread);
  await assertFits(page);
  assert.deepEqual(await page.evaluate(unreachable), [], 'with wider spaces');
  await page.evaluate(`document.adoptedStyleSheets = []; ${putAlikeBack}`);
}

const unreachable = `(() => {
  const before = [document.activeElement, scrollY];
  before[0]?.blur();
  const focusable = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';
  const wrong = [...document.querySelectorAll(focusable)].filter((one) => one.checkVisibility()).slice(0, 100).flatMap((one) => {
    one.focus();
    const target = one.closest('label') ?? one;
    const { left, right, top, bottom, width, height } = target.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const there = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), y);
    const seen = there !== null && (target.contains(there) || there.contains(target));
    const inSentence = getComputedStyle(one).display === 'inline';
    const what = one.outerHTML.slice(0, 80);
    return [...(seen ? [] : ['covered: ' + what + ' by ' + there?.outerHTML.slice(0, 80)]), ...(inSentence || (width >= 24 && height >= 24) ? [] : ['small: ' + what])];
  });
  // The tabulator goes on from where it was: from the beginning, where nothing had the focus.
  const beginning = Object.assign(document.createElement('i'), { tabIndex: -1 });
  document.body.prepend(beginning);
  (before[0] === document.body ? beginning : before[0]).focus({ preventScroll: true });
  beginning.remove();
  scrollTo(0, before[1]);
  return wrong;
})()`;

const spread = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }');
  document.adoptedStyleSheets = [sheet];
}`;

async function assertFits(page: Page): Promise<void> {
  const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.ok(Number(sideways) <= 0, 'the page scrolls sideways');
}

/** As JPEG: drawn in half of the time that PNG takes. */
async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = join(import.meta.dirname, '..', '..', '.build', 'pages-seen');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.jpeg`), type: 'jpeg', quality: 85, fullPage });
}
