import type { Message } from '@chancery/look/messages';
import { lookEnglish } from '@chancery/look/messages.en';

/** Everything that the pages written by this server say in English: what happened, whether anything was signed, what to do now. */
export const english = {
  'frame.sandbox': lookEnglish['frame.sandbox'],
  'legal.terms': lookEnglish['legal.terms'],
  'legal.privacy': lookEnglish['legal.privacy'],
  'legal.imprint': lookEnglish['legal.imprint'],
  'page.reference': 'Reference for support: {reference}',
  'link.again': 'Try again',
  'link.somebody-else': 'Log in as somebody else',
  'link.on': 'Go on',
  'link.developers': 'For developers: the APIs',

  'front.title': 'This is a signing service',
  'front.text':
    'Applications send people here when there is something to sign. There is nothing to be done by yourself.',

  'refusal.not_found.title': 'There is nothing here',
  'refusal.not_found.text':
    'The address may be incomplete, or what it led to is no longer kept. Nothing was signed by this visit. Please go back to where you came from.',
  'refusal.account_inactive.title': 'Your account is not active',
  'refusal.account_inactive.text':
    'Your account is suspended here. Nothing was signed by this visit. Please ask the side that sent you.',
  'refusal.forbidden.title': 'This is meant for somebody else',
  'refusal.forbidden.text':
    'You are logged in as {name}; this is meant for somebody else. Nothing was signed by this visit.',
  'refusal.expired.title': 'The time for this is over',
  'refusal.expired.text': 'Nothing was signed by this visit. Please ask for a new address.',
  'refusal.conflict.title': 'This cannot go on',
  'refusal.conflict.text':
    'The key, the certificate or the approval no longer allows it. Nothing was signed by this visit. Please go back and begin again; if it happens once more, give the reference to support.',
  'refusal.in_progress.title': 'Another window is at this step',
  'refusal.in_progress.text': 'Nothing was signed by this visit. Please load the page again.',
  'refusal.not_enrolled.title': 'Your signature is not set up',
  'refusal.not_enrolled.text': 'Nothing was signed by this visit. Please go back and begin again.',
  'refusal.too_many_requests.title': 'That was too often',
  'refusal.too_many_requests.text': 'Nothing was signed by this visit. Please try again in a minute.',
  'refusal.unavailable.title': 'The service cannot be reached',
  'refusal.unavailable.text':
    'The signing service, or an authority it depends on, does not answer. Nothing was lost, and nothing was signed by this visit. Please try again in a minute.',
  'refusal.peer_refused.title': 'The service cannot go on',
  'refusal.peer_refused.text':
    'An authority that the signing service depends on refused. Nothing was signed by this visit. Please give the reference to support.',
  'refusal.internal.title': 'An error on our side',
  'refusal.internal.text':
    'Nothing was signed by this visit. Please try again later, and give the reference to support.',
  'refusal.other.title': 'This is not possible',
  'refusal.other.text':
    'It cannot be done in this way. Nothing was signed by this visit. Please go back and begin again.',

  'ending.open.title': 'Nothing is decided yet',
  'ending.open.text': 'You can open the address you were given once more and go on.',
  'ending.refused.title': 'You have refused',
  'ending.refused.enrol': 'Nothing was set up. You can close this page.',
  'ending.refused.key.create': 'No key was made. You can close this page.',
  'ending.refused.key.delete': 'The key is as it was. You can close this page.',
  'ending.refused.factor.change': 'Nothing was changed. You can close this page.',
  'ending.enrol.title': 'You are ready to sign',
  'ending.enrol.text': 'Your passkey is registered. You can close this page.',
  'ending.key.create.title': 'Your signing key is ready',
  'ending.key.create.text': 'Its certificate is in your name. You can close this page.',
  'ending.key.delete.title': 'The key is destroyed',
  'ending.key.delete.text':
    'Nobody can sign with it any more. What was signed with it before stays valid. You can close this page.',
  'ending.factor.change.title': 'It is changed',
  'ending.factor.change.text': 'It counts from the next approval on. You can close this page.',
  'ending.seal.enrol.title': 'You are ready to seal',
  'ending.seal.enrol.text': 'Your passkey is registered for the organisation. You can close this page.',
  'ending.seal.key.create.title': 'The key for seals is ready',
  'ending.seal.key.create.text': 'Its certificate is in the name of the organisation. You can close this page.',
  'ending.seal.key.delete.title': 'The key for seals is destroyed',
  'ending.seal.key.delete.text':
    'Nobody can seal with it any more. What was sealed with it before stays valid. You can close this page.',

  'told.login-expired.title': 'This login has expired',
  'told.login-expired.text': 'Nothing was signed. Go back to where you came from and begin again.',
  'told.login-failed.title': 'The login did not succeed',
  'told.login-failed.text':
    'Your identity provider did not confirm who you are. Nothing was signed. You can try again.',
  'told.login-unavailable.title': 'Nobody can log in here at the moment',
  'told.login-unavailable.text':
    'The identity provider does not answer or is not set up yet. Nothing was signed. Please try again in a minute.',
  'told.no-account.title': 'Your account is not active here',
  'told.no-account.text':
    'You are logged in at your identity provider, but there is no active account for you here. Nothing was signed. Ask the side that sent you here, or log in as somebody else.',
  'told.logout-by-another.title': 'You are still logged in',
  'told.logout-by-another.text': 'Another page asked to log you out. Nothing was done.',
  'told.logged-out.title': 'You are logged out',
  'told.logged-out.text': 'Your session here has ended. You may still be logged in at your identity provider.',
  'told.request-over.title': 'This request is over',
  'told.request-over.text':
    'It has expired, was already answered, or began in another browser. Nothing was signed by opening this page. Go back to the application and begin again.',
  'told.request-refused.title': 'This request was refused',
  'told.request-refused.text':
    'The application asked in a way that is not understood here: {reason}. Nothing was signed. Go back to the application and begin again.',

  'told.released.title': 'Your choice is kept',
  'told.released.text': 'You go on in a moment. Nothing was signed by this choice.',

  'release.title': 'What may be known of you?',
  'release.lead':
    '{client} asks to know more of you than that you are here. You decide what is passed on. Whatever you refuse, you can sign all the same.',
  'release.purpose': 'Why, in the words of {client}',
  'release.legend': 'Pass on to {client}',
  'release.hint': 'What is not ticked is not passed on. You are asked again only when {client} asks for more.',
  'release.action': 'Go on',
  'release.unknown': 'Not known here yet',
  'release.claim.name': 'Name',
  'release.claim.given_name': 'Given name',
  'release.claim.family_name': 'Family name',
  'release.claim.person_identifier': 'Identity number',

  'standing.title': 'What applications may know of you',
  'standing.lead': 'You have allowed these applications to know something of you. You can take it back at any time.',
  'standing.none':
    'You have allowed no application to know more of you than that you are here. An application that wants to know more asks you first.',
  'standing.taken-back':
    'It is taken back. Nothing more is passed on from now on; what was passed on before stays with who received it. Your signatures stay as they are.',
  'standing.action': 'Take it back from {client}',
  'standing.link': 'What you have allowed so far, and how to take it back',
} satisfies Record<string, Message>;

export type Word = keyof typeof english;
export type Words = Readonly<Record<Word, Message>>;
