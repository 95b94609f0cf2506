import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { ErrandState } from './enrollments.ts';
import { id, instant, webAddress } from './text.ts';

const account = '01a21372-eace-70f0-9c36-3abf54ad138c';
const credential = 'k_5Q2v0m8sT1yXw3n6bC9d7A';

/** Identity management: a signing key is destroyed for good, by an act of its owner. */
export const NewDeletion = closed(
  {
    account: id('The account that owns the key'),
    credential: id('Whose key is to be destroyed; one that was made for an application of the same group'),
    redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
  },
  'The key that is to be destroyed',
  { account, credential, redirect_uri: 'https://bank.example/signed' },
);
export type NewDeletion = Static<typeof NewDeletion>;

export const Deletion = closed(
  {
    id: id('The deletion'),
    account: id('The account that owns the key'),
    credential: id('Whose key it is'),
    state: ErrandState,
    url: webAddress('Open it in the browser of the person'),
    expires_at: instant('After this the address is of no use'),
  },
  'The deletion of a key and how it stands; `done` means destroyed, whoever asked for it first',
  {
    id: '01a21375-2c4e-7a11-9d3c-5f0a6e2b9006',
    account,
    credential,
    state: 'open',
    url: 'https://sign.example/deletions/Wq8s0kZr2mC5xV1nT7yHbA',
    expires_at: '2026-12-02T16:06:02.000Z',
  },
);
export type Deletion = Static<typeof Deletion>;
