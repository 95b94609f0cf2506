import type { Message } from '@chancery/look/messages';
import { lookEnglish } from '@chancery/look/messages.en';

/** Everything the approval page says in English. One message is one sentence or more, never a piece of one. */
export const english = {
  ...lookEnglish,
  'page.loading': 'Fetching the request …',
  'page.loading-title': 'One moment',

  'fact.client': 'Who asks',
  'fact.document': 'Document',
  'fact.documents': 'Documents',
  'fact.signer': 'You sign as',
  'fact.represented': 'You act for',
  'fact.certificate': 'Certificate by {issuer}, valid until {until}',
  'fact.holder': 'In the name of',
  'fact.count': { one: '{count} document', other: '{count} documents' },
  'fact.fingerprint': { one: 'SHA-256 of the document', other: 'SHA-256 of the documents' },
  'fact.size': 'Size',
  'fact.pages': { one: '{count} page', other: '{count} pages' },
  'fact.person': 'You are',
  'fact.phone': 'Phone',
  'fact.provider': 'Confirmed by',
  'fact.terms': 'Terms',
  'fact.terms-version': 'version {version}',
  'fact.terms-digest': 'SHA-256 of the terms',
  'fact.algorithm': 'Algorithm',
  'fact.request': 'Request',
  'fact.policy': 'Rule of approval',
  'fact.key': 'Statement key',
  'fact.hashes': 'Values to be signed',

  'time.title': 'Time to decide',
  'time.left': '{duration} left',
  'time.bar': 'Time left',
  'time.more': 'I need more time',
  'time.soon':
    'Less than one minute is left to decide. When the time is over, nothing is signed and you can start again.',

  'action.refuse': 'Refuse',
  'action.report': 'I did not ask for this',
  'action.continue': 'Continue',
  'action.retry': 'Try again',
  'action.reload': 'Load this page again',
  'report.question': 'Something wrong?',
  'details.title': 'Technical details',
  'details.checks': 'Checked in this browser',

  'sign.title': { one: 'Sign this document?', other: 'Sign these {count} documents?' },
  'sign.kind': 'Electronic signature',
  'sign.lead': {
    one: '{client} asks for your signature. Read the document, then decide.',
    other: '{client} asks for your signature. Read the documents, then decide.',
  },
  'sign.action': 'Sign',
  'sign.hint': '“Sign” asks for your passkey: fingerprint, face or device PIN. Nothing is signed before that.',
  'sign.checking': { one: 'Checking the document …', other: 'Checking the documents …' },
  'sign.progress': '{done} of {all} documents are checked.',
  'sign.which': 'Show the first of them: {name}',
  'sign.checked': 'Checked in this browser: what you see is exactly what will be signed.',
  'sign.checked-download':
    'Checked in this browser: what you see here, or download here, is exactly what will be signed.',
  'sign.blocked': 'Signing is not possible: see the note above.',
  'sign.mark': 'Exactly what will be signed',
  'sign.unseen': {
    one: 'The content of {count} document is not available here: {client} sent only its fingerprint. Sign only if you know the document from elsewhere and trust {client}.',
    other:
      'The content of {count} documents is not available here: {client} sent only their fingerprints. Sign only if you know the documents from elsewhere and trust {client}.',
  },
  'sign.unseen-page': 'The content of this document is not available here. {client} sent only its fingerprint.',
  'sign.canonical':
    'This is the XML in the form that is signed. Exactly what you see here is signed, not the file it was taken from.',
  'sign.unshown': {
    one: 'This page cannot show the content of {count} document. Download it and open it before you sign.',
    other: 'This page cannot show the content of {count} documents. Download them and open them before you sign.',
  },
  'sign.unshown-page':
    'This page cannot show the content of this document. Download it and open it with a program you trust before you sign.',
  'sign.no-passkey':
    'There is no passkey for your signature yet. Nothing can be signed here. Go back and set up your signature.',
  'sign.choose': 'Documents to be signed',
  'mark.doubt': 'Failed a check',
  'mark.unreachable': 'Not fetched',
  'mark.unseen': 'Fingerprint only',
  'mark.unshown': 'To be downloaded',
  'check.statement': 'The request was made by the signing module and is addressed to this page.',
  'check.original': 'The document is the one {client} handed in.',
  'check.range': 'The signature will cover the whole document.',
  'check.dtbsr': 'The value to be signed belongs to this document and to no other.',
  'check.terms': 'The terms are the ones named in the request.',

  'key.title': 'Create your signing key?',
  'key.kind': 'New signing key',
  'key.lead':
    'A key of your own will be made and kept in the signing module. Only you can use it, with your passkey. {client} asks for it.',
  'key.once-title': 'Create a key for this signature?',
  'key.once-lead':
    'A key will be made for this one signature and destroyed as it signs. You read what is to be signed next, and decide then. {client} asks for it.',
  'key.once-hint':
    '“Create key” asks for your passkey: fingerprint, face or device PIN. Nothing is signed before you decide a second time.',
  'fact.once': 'Made for this signature alone: its key is destroyed as it signs.',
  'key.accept': 'I have read the terms and accept them.',
  'key.action': 'Create key',
  'key.hint': '“Create key” asks for your passkey: fingerprint, face or device PIN. Nothing is created before that.',
  'key.terms-title': 'Terms of {operator}',
  'key.loading': 'Fetching the terms …',
  'key.checked': 'Checked in this browser: these are the terms you will accept.',

  'delete.title': 'Destroy this signing key?',
  'delete.kind': 'End of a signing key',
  'delete.lead': '{client} asks on your behalf. Decide only if you want it yourself.',
  'delete.forever': 'The key is destroyed for ever: nobody can sign with it again, and nobody can bring it back.',
  'delete.certificate': 'Its certificate is of no more use to you.',
  'delete.stays': 'What you signed with it before stays valid.',
  'delete.no-certificate': 'No certificate yet: nothing was signed with it.',
  'delete.understood': 'I understand that this cannot be undone.',
  'delete.action': 'Destroy key',
  'delete.hint':
    '“Destroy key” asks for your passkey: fingerprint, face or device PIN. Nothing is destroyed before that.',
  'fact.doomed': 'Key',

  'consent.hint': 'You are logged in, so nothing more is asked for. Nothing happens before you decide.',
  'login.action': 'Log in at {provider}',
  'login.instead': 'Log in at {provider} instead',
  'login.hint': 'You will log in at {provider} and come back here to decide. Your password stays there.',
  'login.done-as':
    'You have just logged in at {provider} as {name}. Now decide: the login counts for this request only.',
  'login.done': 'You have just logged in at {provider}. Now decide: the login counts for this request only.',
  'login.done-hint': 'Your login of a moment ago proves that it is you. Nothing happens before you decide.',
  'login.passkey-instead': 'Use your passkey instead',

  'typed.hint': 'What you type is encrypted here for the signing module: nobody on the way can read it.',
  'typed.left': { one: '{count} attempt is left.', other: '{count} attempts are left.' },
  'pin.label': 'Your PIN',
  'pin.locked': 'Your PIN is locked for a while, after too many wrong ones.',
  'pin.instead': 'Use your PIN instead',
  'pin.new': 'New PIN',
  'pin.again': 'New PIN once more',
  'pin.rules': 'Six to twelve digits, or at least eight characters. No runs, no repetitions, no dates.',
  'pin.differ': 'The two are not the same yet.',
  'otp.lead': 'A code can be sent to {to}.',
  'otp.send': 'Send the code',
  'otp.again': 'Send another code',
  'otp.wait': { one: 'Another code in {count} second', other: 'Another code in {count} seconds' },
  'otp.label': 'The code that was sent to {to}',
  'otp.instead': 'Use a code that is sent to you instead',
  'otp.too-often': 'There were too many codes in a short time. Please wait a while before you ask for another one.',
  'otp.not-sent': 'The code could not be sent. Please try again in a moment.',

  'phone.action': 'Ask my phone',
  'phone.instead': 'Use your phone instead',
  'phone.lead': 'You can approve on your phone: {model}.',
  'phone.hint': 'The app on your phone shows this request again. You decide there.',
  'phone.type': 'Open the app on your phone ({model}), read what it shows, and type this number there:',
  'phone.waiting': 'Waiting for your phone …',
  'phone.quiet':
    'Your phone was asked too often without an answer. Please wait half an hour, or approve in another way.',
  'phone.not-asked': 'Your phone could not be asked. Please try again in a moment.',

  'change.kind': 'Your security',
  'change.lead': '{client} asks on your behalf. Decide only if you started this yourself.',
  'change.add-webauthn': 'Add a passkey?',
  'change.add-pin': 'Set a PIN?',
  'change.add-device': 'Add a phone?',
  'change.remove-webauthn': 'Remove a passkey?',
  'change.remove-pin': 'Remove your PIN?',
  'change.remove-device': 'Remove a phone?',
  'change.action': 'Change',
  'change.hint': '“Change” asks for a passkey that you have already. Nothing is changed before that.',
  'join.title': 'Open this address with the app on your phone',
  'join.lead': 'It is good for one phone and a few minutes. Show it to nobody else.',
  'join.compare': 'Does your phone show the same digits?',
  'join.compare-lead': 'A phone has joined: {model}. Compare the six digits on both.',
  'join.same': 'They are the same',
  'join.other': 'They differ',
  'join.failed': 'The phone could not be added. Please start again.',

  'enrol.title': 'Set up your signature',
  'enrol.kind': 'Set-up',
  'enrol.lead':
    '{client} wants you to be able to sign. First you confirm who you are, then you create a passkey that only you can use.',
  'enrol.anew-lead':
    'You begin anew. Your passkeys, phones and PIN of before will be worth nothing; your signing keys stay yours. First you confirm who you are, then you create a passkey.',
  'enrol.steps': 'Steps',
  'enrol.step-identity': '1. Confirm your identity',
  'enrol.step-passkey': '2. Create your passkey',
  'enrol.identity-action': 'Confirm your identity',
  'enrol.identity-hint': 'You will log in at {provider} and come back here. Your password stays there.',
  'enrol.passkey-title': 'Create your passkey',
  'enrol.passkey-lead':
    'Your identity is confirmed. Now create the passkey with which you will approve every signature: fingerprint, face or device PIN.',
  'enrol.passkey-action': 'Create passkey',
  'enrol.passkey-hint':
    'The passkey stays on your device or in your password manager. Nobody else can approve for you.',
  'enrol.passkey-name': 'Signature of {name}',
  'enrol.somebody': 'Your signature',

  'enrol.officer-lead':
    '{client} wants you to be able to sign. The officer who has checked your identity gives you a code, and you create a passkey that only you can use.',
  'enrol.officer-check': 'Go on only if this is you. It will stand in your certificate.',
  'enrol.ticket': 'The code from the officer',
  'enrol.ticket-hint': 'Create the passkey on a device of your own. The officer must not do it for you.',
  'fact.number': 'Number in the register',

  'status.working': 'Waiting for your passkey …',
  'status.sending': 'Sending your decision …',

  'note.passkey-cancelled': 'The passkey was not used. Nothing was signed. You can try again or refuse.',
  'note.passkey-exists':
    'This device already has a passkey for your signature. Nothing was changed. Use another device or refuse.',
  'note.passkey-unsupported':
    'This browser knows no passkeys. Nothing was signed. Please open this page in a current browser on a device with a screen lock.',
  'note.pin-weak': 'That PIN is one of the first that others would try. Please choose another one.',
  'note.evidence': 'The proof was not accepted. Nothing was signed. You can try again or refuse.',
  'note.login-other':
    'The login belongs to another request. Nothing was signed. Please confirm your identity once more.',
  'note.login-refused': 'The login was not completed. Nothing was signed. You can try again or refuse.',
  'note.unavailable':
    'The signing module did not answer. Nothing was signed as far as this page knows. Please wait a moment and try again.',
  'note.rate': 'That was too often in a short time. Nothing was signed. Please wait a minute and try again.',
  'note.unreachable': 'There is no connection. Nothing was signed as far as this page knows. Please try again.',
  'note.document-unreachable':
    'The document could not be fetched, so nothing can be signed. Please try again, or refuse and tell {client}.',
  'note.terms-unreachable':
    'The terms could not be fetched, so no key can be made. Please try again, or refuse and tell {client}.',

  'doubt.original':
    'This is not the document that {client} handed in. It cannot be signed here and nothing was signed. Please refuse and tell {client}.',
  'doubt.range':
    'The signature would not cover the whole document. It cannot be signed here and nothing was signed. Please refuse and tell {client}.',
  'doubt.digest':
    'The value to be signed does not belong to this document. It cannot be signed here and nothing was signed. Please refuse and tell {client}.',
  'doubt.terms':
    'These are not the terms named in the request. No key can be made here and nothing was signed. Please refuse and tell {client}.',
  'doubt.code': 'Failed check: {code}',

  'outcome.approved': 'You have approved',
  'outcome.approved-lead': 'It goes on in a moment.',
  'outcome.refused': 'You have refused',
  'outcome.refused-lead': 'Nothing was signed. {client} is told that you refused.',
  'outcome.reported': 'Thank you. The request is closed',
  'outcome.reported-lead':
    'Nothing was signed. If somebody asked you for an approval by telephone or message, do not answer. Tell {client} through a way you already know.',
  'outcome.close': 'You can close this page.',

  'problem.nothing-signed': 'Nothing was signed.',
  'problem.nothing-by-visit': 'Nothing was signed by this visit.',
  'problem.reference': 'Reference for support: {reference}',
  'problem.somebody': 'the side that asked',
  'problem.not-found.what': 'This request does not exist',
  'problem.not-found.do': 'The address may be incomplete. Please go back to where you came from and start again.',
  'problem.expired.what': 'The time for this request is over',
  'problem.expired.do': 'Nothing is lost: continue, and you are asked once more.',
  'problem.approved.what': 'This request is already approved',
  'problem.approved.do': 'It was approved once and cannot be approved again. Continue to see what became of it.',
  'problem.refused.what': 'This request was refused',
  'problem.refused.do': 'Continue to go back to {client}. It can ask you again if you want to sign after all.',
  'problem.cancelled.what': 'This request was withdrawn',
  'problem.cancelled.do': '{client} has closed it, or a newer one took its place. Continue to see which.',
  'problem.statement.what': 'This request cannot be trusted',
  'problem.statement.do':
    'It was not made by the signing module for this page. Please close the page and tell the people who sent you here.',
  'problem.policy.what': 'This is not allowed',
  'problem.policy.do':
    'The rules of the signing service do not permit it. Continue to go back, and ask {client} if you think that they should.',
  'problem.locked.what': 'There were too many attempts',
  'problem.locked.do': 'Please wait a while, or approve in another way. If it stays so, contact the provider.',
  'problem.unreachable.what': 'There is no connection',
  'problem.unreachable.do': 'Please check your connection and load this page again.',
  'problem.unavailable.what': 'The signing module does not answer',
  'problem.unavailable.do':
    'Please wait a moment and load this page again. The request stays open until its time is over.',
  'problem.internal.what': 'Something went wrong on our side',
  'problem.internal.do': 'Please load this page again. If it happens once more, give the reference to support.',
} satisfies Record<string, Message>;

export type PageMessage = keyof typeof english;
