/** How the page looks for the people of a group, once the SAM's statement has said which. */
import type { Brand } from '@chancery/look/brand';

/** What the zone of the SAM configured; undefined where the page looks as it always does. */
export function wear(group: string): Brand | undefined {
  const { brands = '{}' } = document.documentElement.dataset;
  const brand = new Map(Object.entries(JSON.parse(brands) as Record<string, Brand>)).get(group);
  if (brand?.sheet !== undefined) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = brand.sheet;
    document.head.append(link);
  }
  return brand;
}
