/**
 * The approval page on a cold cache behind a slow link, in Chromium: what it loads before and with the viewer, when Sign can be pressed, and when the
 * first page of a long PDF is seen. SAM, SIC and browser share this machine; the link is Chromium's own emulation.
 */
import { existsSync } from 'node:fs';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchBrowser, openWindow } from '../pages/browser.ts';
import { type Loaded, octets, watch } from '../pages/loaded.ts';
import type { Ending } from '../pages/loopback.ts';
import { prepare, prepareFile } from '../pages/papers.ts';
import * as samples from '../pages/samples.ts';
import { becomeSigner, type Signer } from '../pages/signer.ts';
import { askSignature, openWorld, type World } from '../pages/world.ts';
import { median } from './median.ts';
import type { Measurement } from './run.ts';

const rounds = 7;
const pages = 100;

/** 10 Mbit/s each way, and 20 ms until an answer begins. */
const link = { offline: false, latency: 20, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 } as const;

export async function* measurePage(): AsyncIterable<Measurement> {
  if (!existsSync(chromiumPath)) return void process.stderr.write('page needs Chromium, which is not installed\n');
  const ends: (() => unknown)[] = [];
  const ending: Ending = { after: (end) => void ends.unshift(end as () => unknown) };
  const browser = await launchBrowser();
  try {
    const world = await openWorld(ending);
    const { page } = await openWindow(browser);
    yield* measureVisits(browser, world, await becomeSigner(world, page));
  } finally {
    await browser.close();
    for (const end of ends) await end();
  }
}

async function* measureVisits(browser: Browser, world: World, { signer, key, certificate }: Signer) {
  const text = prepareFile(samples.text, certificate);
  const long = prepare('Conditions of a loan.pdf', await longAgreement(), certificate);
  const visitTo = async (paper: typeof text, last: string) =>
    visit(browser, world.sic, (await askSignature(world, signer, key, { papers: [paper] })).url, last);
  const [short, withPdf]: [Visit[], Visit[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    short.push(await visitTo(text, '.line'));
    withPdf.push(await visitTo(long, '[data-page="1"] .textLayer span'));
  }
  yield* sizes('before the viewer', short[0]?.loaded ?? []);
  yield* sizes('with the viewer', withPdf[0]?.loaded ?? []);
  yield { name: `page: the PDF of ${pages} pages`, value: long.original.length / 1000, unit: 'kB' };
  yield seconds('page: usable, a text to sign', short, ({ usable }) => usable);
  yield seconds(`page: usable, a PDF of ${pages} pages to sign`, withPdf, ({ usable }) => usable);
  yield seconds(`page: first page of ${pages} seen`, withPdf, ({ seen }) => seen);
}

interface Visit {
  /** Milliseconds from the beginning of the navigation. */
  readonly usable: number;
  readonly seen: number;
  readonly loaded: readonly Loaded[];
}

/** In a context of its own: nothing is cached. `last` is there when the document can be seen. */
async function visit(browser: Browser, origin: string, url: string, last: string): Promise<Visit> {
  const { page } = await openWindow(browser);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', link);
  const loaded = watch(page, origin);
  const wanted = { usable: 'button.primary:not(:disabled)', seen: last };
  await page.addInitScript(note, wanted);
  await page.goto(url);
  await Promise.all(Object.values(wanted).map((selector) => page.locator(selector).first().waitFor()));
  const { usable, seen } = (await page.evaluate('noted')) as Record<keyof typeof wanted, number>;
  const visited = { usable, seen, loaded: await loaded() };
  await page.context().close();
  return visited;
}

/** Runs in the page before anything of it: when each of what is wanted is there for the first time. */
function note(wanted: Readonly<Record<string, string>>): void {
  const noted: Record<string, number> = {};
  Object.assign(globalThis, { noted });
  new MutationObserver(() => {
    for (const [name, selector] of Object.entries(wanted))
      if (!(name in noted) && document.querySelector(selector) !== null) noted[name] = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

function* sizes(when: string, loaded: readonly Loaded[]): Iterable<Measurement> {
  const scripts = loaded.filter(({ path }) => /\.m?js$/.test(path));
  yield { name: `page: script ${when}, compressed`, value: octets(scripts) / 1000, unit: 'kB' };
  yield { name: `page: everything ${when}, compressed`, value: octets(loaded) / 1000, unit: 'kB' };
}

function seconds(name: string, visits: readonly Visit[], of: (visit: Visit) => number): Measurement {
  return { name, value: median(visits.map(of)) / 1000, unit: 's' };
}

/** Pages full of text, no two lines alike. */
async function longAgreement(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  for (let number = 1; number <= pages; number++) {
    const page = pdf.addPage([595, 842]);
    for (let line = 1; line <= 48; line++) {
      const words = `${number}.${line} The lender may ask for ${(number * 7919 + line * 104_729) % 99_991} euros by the day named in annex ${(number * line) % 97}.`;
      page.drawText(words, { x: 60, y: 800 - line * 15.5, size: 11, font });
    }
  }
  return pdf.save();
}
