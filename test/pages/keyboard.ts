/** A person without a mouse: where the tabulator leads, by what name, and whether she sees where she is. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

interface Stop {
  readonly name: string;
  /** Pixels of the ring around it. */
  readonly ring: number;
  readonly inSight: boolean;
}

/** What has the focus: its name as a label, a text or an attribute says it, and whether it is seen (WCAG 2.2, 2.4.7 and 2.4.11). */
const stop = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + Math.min(height, innerHeight - Math.max(0, top)) / 2];
  const over = document.elementFromPoint(x, y);
  return {
    name: (element.ariaLabel ?? [...(element.labels ?? [])].map(({ innerText }) => innerText).join(' ')) || element.textContent.trim(),
    ring: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth),
    inSight: over !== null && (element.contains(over) || over.contains(element)),
  };
})()`;

/** Goes on with the tabulator until something of that name has the focus; what was passed on the way, itself the last. */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string[]> {
  const passed: string[] = [];
  while (passed.length < 40) {
    await page.keyboard.press(key);
    const at = (await page.evaluate(stop)) as Stop;
    passed.push(at.name);
    assert.ok(at.ring >= 3, `nothing shows that “${at.name}” has the focus`);
    assert.ok(at.inSight, `“${at.name}” has the focus out of sight`);
    if (typeof name === 'string' ? at.name === name : name.test(at.name)) return passed;
  }
  return assert.fail(`${name} cannot be reached: ${passed.join(' | ')}`);
}

export async function press(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** What a screen reader would say by itself, region by region. */
export function said(page: Page): Promise<string[]> {
  return page.locator('[role="status"], [role="alert"]').allInnerTexts();
}

/** From now on every page of the window complains aloud when it is touched by a pointer. */
export async function forbidMouse(page: Page): Promise<void> {
  await page.addInitScript("addEventListener('pointerdown', () => console.error('a pointer was used'), true)");
}
