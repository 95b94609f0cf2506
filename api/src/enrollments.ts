import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { id, instant, webAddress } from './text.ts';

/** How something the person is asked to do in a browser stands. */
export const ErrandState = Type.Enum(['open', 'done', 'refused', 'expired']);

/** Enrolment: the person proves who she is and registers a passkey with the signature activation module. */
export const NewEnrollment = closed({
  account: id('The account that enrols'),
  redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
});
export type NewEnrollment = Static<typeof NewEnrollment>;

export const Enrollment = closed({
  id: Type.String(),
  account: Type.String(),
  state: ErrandState,
  url: webAddress('Open it in the browser of the person'),
  expires_at: instant('After this the address is of no use'),
});
export type Enrollment = Static<typeof Enrollment>;
