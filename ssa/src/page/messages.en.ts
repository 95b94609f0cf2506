import type { Message } from '@chancery/look/messages';
import { lookEnglish } from '@chancery/look/messages.en';

/** Everything the result page says in English. One message is one sentence or more, never a piece of one. */
export const english = {
  ...lookEnglish,
  'page.loading-title': 'One moment',
  'page.loading': 'Fetching the result …',

  'chip.signed': 'Signed',
  'chip.sealed': 'Sealed',
  'chip.not-sealed': 'Not sealed',
  'chip.waiting': 'In progress',
  'chip.not-signed': 'Not signed',
  'chip.incomplete': 'Not completed',
  'mark.waiting': 'Waiting',
  'mark.left-out': 'Left out',
  'mark.failed': 'Failed',
  'mark.lower': 'Signed, {level}',
  'mark.sealed-lower': 'Sealed, {level}',

  'signed.title': { one: 'Your document is signed', other: '{count} documents are signed' },
  'signed.partly': {
    one: '{count} of {all} documents is signed',
    other: '{count} of {all} documents are signed',
  },
  'sealed.partly': {
    one: '{count} of {all} documents is sealed',
    other: '{count} of {all} documents are sealed',
  },
  'signed.lower': {
    one: '{count} document does not carry everything that was asked for, because an authority did not answer. Its signature is made all the same.',
    other:
      '{count} documents do not carry everything that was asked for, because an authority did not answer. Their signatures are made all the same.',
  },
  'signed.lead': {
    one: '{client} has received it. You can read it here and keep a copy.',
    other: '{client} has received them. You can read them here and keep copies.',
  },
  'signed.no-longer-kept': {
    one: '{client} has received it. It is no longer kept here; {client} can give you a copy.',
    other: '{client} has received them. They are no longer kept here; {client} can give you copies.',
  },
  'sealed.title': { one: 'Your document is sealed', other: '{count} documents are sealed' },
  'sealed.waiting': 'The seal is being made',
  'sealed.expired': 'Nothing was sealed. Ask {client} for a new request if you want to seal after all.',
  'sealed.refused': 'Nothing was sealed. {client} knows that you refused. You can go back.',
  'sealed.cancelled': '{client} has closed this request. Nothing was sealed. You can go back.',
  'sealed.failed': 'The document could not be sealed',
  'sealed.failed-lead':
    'Nothing was sealed and nothing was lost. Ask {client} for a new request, and give the reference to support if it happens again.',
  'waiting.title': 'Your signature is being made',
  'waiting.lead': 'This takes a few seconds. The page goes on by itself.',
  'waiting.progress': {
    one: '{count} of {all} documents is signed.',
    other: '{count} of {all} documents are signed.',
  },
  'sealed.progress': {
    one: '{count} of {all} documents is sealed.',
    other: '{count} of {all} documents are sealed.',
  },
  'refused.title': 'You have refused',
  'refused.lead': 'Nothing was signed. {client} knows that you refused. You can go back.',
  'expired.title': 'The time for this request is over',
  'expired.lead': 'Nothing was signed. Ask {client} for a new request if you want to sign after all.',
  'cancelled.title': 'This request was withdrawn',
  'cancelled.lead': '{client} has closed this request. Nothing was signed. You can go back.',
  'failed.title': 'The document could not be signed',
  'failed.lead':
    'Nothing was signed and nothing was lost. Ask {client} for a new request, and give the reference to support if it happens again.',
  'failed.approved':
    'You approved it, but it could not be completed: there is no signed document, and {client} has received none. Ask {client} for a new request, and give the reference to support if it happens again.',
  'sealed.failed-approved':
    'You approved it, but it could not be completed: there is no sealed document, and {client} has received none. Ask {client} for a new request, and give the reference to support if it happens again.',
  'failed.document': 'The reason lies in “{name}”. The documents go together: all of them or none.',
  'reason.input': 'What was asked for the signature does not fit the document.',
  'reason.changed': 'The document is not as it was when it was shown.',
  'reason.revoked': 'The certificate is no longer valid.',
  'missing.title': 'There is no result here',
  'missing.lead':
    'The address may be incomplete, or the result is no longer kept. Nothing was signed by this visit. Go back to where you came from.',
  'unreachable.title': 'There is no connection',
  'unreachable.lead': 'The result could not be fetched. What was decided stays decided. Please load this page again.',

  'choose.title': 'Before you sign',
  'choose.lead': '{client} leaves something to you. You read what is signed on the next page and decide there.',
  'choose.identity': 'You sign as',
  'choose.certificate': 'Certificate by {issuer}, valid until {until}',
  'choose.documents': 'Documents to be signed',
  'choose.required': 'Cannot be left out',
  'choose.count': {
    one: '{count} of {all} documents is to be signed.',
    other: '{count} of {all} documents are to be signed.',
  },
  'choose.none': 'Choose one document at least.',
  'choose.place': 'Place of your signature',
  'choose.place-lead': 'Click on a page, drag the frame, or use the arrow keys on it; with Shift they change its size.',
  'choose.page': 'Page',
  'choose.left': 'From the left, mm',
  'choose.top': 'From the top, mm',
  'choose.width': 'Width, mm',
  'choose.height': 'Height, mm',
  'choose.frame': 'Your signature: page {page}, {left} mm from the left, {top} mm from the top, {width} by {height} mm',
  'choose.here': 'Your signature',
  'choose.action': 'Continue',
  'choose.hint': 'Nothing is signed yet.',
  'choose.shown-later': 'This document is shown on the next page, before you decide.',
  'choose.failed': 'What you chose could not be kept. Nothing was signed. Please try again.',
  'signed.left-out': {
    one: '{count} document was left out, as you chose.',
    other: '{count} documents were left out, as you chose.',
  },

  'fact.document': { one: 'Document', other: 'Documents' },
  'fact.signer': 'Signed by',
  'fact.sealer': 'Sealed by',
  'fact.client': 'Requested by',
  'fact.reference': 'Reference for support',
  'fact.at': 'When',
  'fact.certificate': 'Certificate by',
  'fact.until': 'valid until {until}',
  'fact.level': 'What it carries',
  'verdict.passed':
    'A validator finds the signature valid: the document was not changed since, and the certificate leads to an authority that is trusted here.',
  'verdict.seal-passed':
    'A validator finds the seal valid: the document was not changed since, and the certificate leads to an authority that is trusted here.',
  'verdict.untrusted':
    'A validator finds the document unchanged, but the certificate leads to no authority that is trusted here.',
  'verdict.doubt': 'A validator cannot tell whether the signature is valid ({reason}).',
  'verdict.seal-doubt': 'A validator cannot tell whether the seal is valid ({reason}).',
  'verdict.failed':
    'A validator finds that the signature is not valid ({reason}). Please give the reference to support.',
  'verdict.seal-failed':
    'A validator finds that the seal is not valid ({reason}). Please give the reference to support.',
  'verdict.not-judged':
    'It is not judged on this page, which judges PDF documents of up to 16 MB. Any validator can judge it.',
  'verdict.B-B': 'It carries no more than whose it is and what it covers (B-B).',
  'verdict.B-T': 'It carries a time-stamp besides (B-T).',
  'verdict.B-LT': 'It carries a time-stamp and the proof that the certificate was valid (B-LT).',
  'verdict.B-LTA': 'It carries all that proves it for many years (B-LTA).',
  'verdict.revocation': 'Whether the certificate was revoked was not looked at.',
  'level.B-B': 'Who signed and what (B-B)',
  'level.B-T': 'A time-stamp besides (B-T)',
  'level.B-LT': 'A time-stamp, and the proof that the certificate was valid (B-LT)',
  'level.B-LTA': 'All that proves it for many years (B-LTA)',
  'documents.label': 'Documents',
  'documents.failed': 'This copy could not be fetched. Please load the page again.',
  'next.check': 'How can I check this signature?',
  'next.check-seal': 'How can I check this seal?',
  'next.check-text':
    'Open the downloaded file in a PDF reader: it shows who signed and that nothing was changed afterwards.',
  'next.check-seal-text':
    'Open the downloaded file in a PDF reader: it shows which organisation sealed it, as a signature, and that nothing was changed afterwards.',
  'next.check-sandbox':
    'In this sandbox the reader does not know the issuer, because the certificates are made for trying out.',
  'action.all': 'Download all as a ZIP',
  'action.back': 'Back to {client}',
  'action.back-nameless': 'Go back',
  'action.somebody': 'the side that asked',
  'action.reload': 'Load this page again',
} satisfies Record<string, Message>;

export type ResultMessage = keyof typeof english;
export type ResultCatalogue = Readonly<Record<ResultMessage, Message>>;
