import type { Errand } from '@chancery/store';

/** What the last page says where no application gets the browser back. */
interface Ending {
  readonly title: string;
  readonly text: string;
}

export function endingOf(kind: Errand['kind'], state: Errand['state'], of: 'signatures' | 'seals'): Ending {
  if (state === 'open') return unfinished;
  if (state === 'refused') return { title: 'You have refused', text: refused[kind] };
  return (of === 'seals' ? ofSeals[kind] : undefined) ?? done[kind];
}

const unfinished: Ending = {
  title: 'Nothing is decided yet',
  text: 'You can open the address you were given once more and go on.',
};
const refused: Readonly<Record<Errand['kind'], string>> = {
  enrol: 'Nothing was set up. You can close this page.',
  'key.create': 'No key was made. You can close this page.',
  'key.delete': 'The key is as it was. You can close this page.',
  'factor.change': 'Nothing was changed. You can close this page.',
};
const done: Readonly<Record<Errand['kind'], Ending>> = {
  enrol: { title: 'You are ready to sign', text: 'Your passkey is registered. You can close this page.' },
  'key.create': {
    title: 'Your signing key is ready',
    text: 'Its certificate is in your name. You can close this page.',
  },
  'key.delete': {
    title: 'The key is destroyed',
    text: 'Nobody can sign with it any more. What was signed with it before stays valid. You can close this page.',
  },
  'factor.change': { title: 'It is changed', text: 'It counts from the next approval on. You can close this page.' },
};
const ofSeals: Readonly<Partial<Record<Errand['kind'], Ending>>> = {
  enrol: {
    title: 'You are ready to seal',
    text: 'Your passkey is registered for the organisation. You can close this page.',
  },
  'key.create': {
    title: 'The key for seals is ready',
    text: 'Its certificate is in the name of the organisation. You can close this page.',
  },
  'key.delete': {
    title: 'The key for seals is destroyed',
    text: 'Nobody can seal with it any more. What was sealed with it before stays valid. You can close this page.',
  },
};
