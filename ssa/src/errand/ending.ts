import type { Errand } from '@chancery/store';
import type { MessagePage } from '../http/page.ts';

type Ending = Pick<MessagePage, 'title' | 'text'>;

/** What the last page says where no application gets the browser back. */
export function endingOf(kind: Errand['kind'], state: Errand['state'], of: 'signatures' | 'seals'): Ending {
  if (state === 'open') return { title: 'ending.open.title', text: 'ending.open.text' };
  if (state === 'refused') return { title: 'ending.refused.title', text: `ending.refused.${kind}` };
  if (of === 'seals' && kind !== 'factor.change')
    return { title: `ending.seal.${kind}.title`, text: `ending.seal.${kind}.text` };
  return { title: `ending.${kind}.title`, text: `ending.${kind}.text` };
}
