import type { Errand, Event } from '@chancery/store';

/** What a kind of errand is called in its address, to the application that gets the browser back, and in what is recorded of it. */
interface Names {
  readonly path: string;
  readonly name: string;
  readonly created: Event['kind'];
  readonly ended: Event['kind'];
}

export const errandNames: Readonly<Record<Errand['kind'], Names>> = {
  enrol: { path: 'enrol', name: 'enrollment', created: 'enrolment.created', ended: 'enrolment.ended' },
  'key.create': { path: 'identities', name: 'identity', created: 'identity.created', ended: 'identity.ended' },
  'key.delete': { path: 'deletions', name: 'deletion', created: 'deletion.created', ended: 'deletion.ended' },
  'factor.change': {
    path: 'changes',
    name: 'change',
    created: 'factor-change.created',
    ended: 'factor-change.ended',
  },
};
