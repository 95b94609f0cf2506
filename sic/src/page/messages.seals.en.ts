import type { Message } from '@chancery/look/messages';
import type { PageMessage } from './messages.en.ts';

/**
 * What the approval page says otherwise where the seal of an organisation is asked for: a person signs, an organisation seals
 * (Regulation (EU) No 910/2014, article 3, 9 and 25), and who represents it must know which of the two she approves.
 */
export const englishOfSeals = {
  'fact.signer': 'The seal is of',
  'fact.hashes': 'Values to be sealed',
  'time.soon':
    'Less than one minute is left to decide. When the time is over, nothing is sealed and you can start again.',

  'sign.title': { one: 'Seal this document?', other: 'Seal these {count} documents?' },
  'sign.kind': 'Electronic seal',
  'sign.lead': {
    one: '{client} asks for the seal of {organization}. It says that the document comes from the organisation; it is not your own signature. Read the document, then decide.',
    other:
      '{client} asks for the seal of {organization}. It says that the documents come from the organisation; it is not your own signature. Read the documents, then decide.',
  },
  'sign.action': 'Seal',
  'sign.hint': '“Seal” asks for your passkey: fingerprint, face or device PIN. Nothing is sealed before that.',
  'sign.checked': 'Checked in this browser: what you see is exactly what will be sealed.',
  'sign.checked-download':
    'Checked in this browser: what you see here, or download here, is exactly what will be sealed.',
  'sign.blocked': 'Sealing is not possible: see the note above.',
  'sign.mark': 'Exactly what will be sealed',
  'sign.unseen': {
    one: 'The content of {count} document is not available here: {client} sent only its fingerprint. Seal only if you know the document from elsewhere and trust {client}.',
    other:
      'The content of {count} documents is not available here: {client} sent only their fingerprints. Seal only if you know the documents from elsewhere and trust {client}.',
  },
  'sign.canonical':
    'This is the XML in the form that is sealed. Exactly what you see here is sealed, not the file it was taken from.',
  'sign.unshown': {
    one: 'This page cannot show the content of {count} document. Download it and open it before you seal.',
    other: 'This page cannot show the content of {count} documents. Download them and open them before you seal.',
  },
  'sign.unshown-page':
    'This page cannot show the content of this document. Download it and open it with a program you trust before you seal.',
  'sign.no-passkey': 'There is no passkey for this seal yet. Nothing can be sealed here. Go back and set up the seal.',
  'sign.choose': 'Documents to be sealed',
  'check.range': 'The seal will cover the whole document.',
  'check.dtbsr': 'The value to be sealed belongs to this document and to no other.',

  'key.title': 'Create the key for seals?',
  'key.kind': 'New key for seals',
  'key.lead':
    'A key for the seals of {organization} will be made and kept in the signing module. {client} asks for it.',

  'delete.title': 'Destroy the key for seals?',
  'delete.kind': 'End of a key for seals',
  'delete.lead': '{client} asks on behalf of {organization}. Decide only if you want it yourself.',
  'delete.forever': 'The key is destroyed for ever: nobody can seal with it again, and nobody can bring it back.',
  'delete.certificate': 'Its certificate is of no more use to the organisation.',
  'delete.stays': 'What was sealed with it before stays valid.',
  'delete.no-certificate': 'No certificate yet: nothing was sealed with it.',

  'enrol.title': 'Set up the seal',
  'enrol.lead':
    '{client} wants {organization} to be able to seal, and you to approve for it. First you confirm who you are, then you create a passkey that only you can use.',
  'enrol.passkey-lead':
    'Your identity is confirmed. Now create the passkey with which you will approve every seal: fingerprint, face or device PIN.',
  'enrol.passkey-name': 'Seal, approved by {name}',
  'enrol.somebody': 'The seal',

  'note.passkey-cancelled': 'The passkey was not used. Nothing was sealed. You can try again or refuse.',
  'note.passkey-exists':
    'This device already has a passkey for this seal. Nothing was changed. Use another device or refuse.',
  'note.passkey-unsupported':
    'This browser knows no passkeys. Nothing was sealed. Please open this page in a current browser on a device with a screen lock.',
  'note.evidence': 'The proof was not accepted. Nothing was sealed. You can try again or refuse.',
  'note.login-other':
    'The login belongs to another request. Nothing was sealed. Please confirm your identity once more.',
  'note.login-refused': 'The login was not completed. Nothing was sealed. You can try again or refuse.',
  'note.unavailable':
    'The signing module did not answer. Nothing was sealed as far as this page knows. Please wait a moment and try again.',
  'note.rate': 'That was too often in a short time. Nothing was sealed. Please wait a minute and try again.',
  'note.unreachable': 'There is no connection. Nothing was sealed as far as this page knows. Please try again.',
  'note.document-unreachable':
    'The document could not be fetched, so nothing can be sealed. Please try again, or refuse and tell {client}.',

  'doubt.original':
    'This is not the document that {client} handed in. It cannot be sealed here and nothing was sealed. Please refuse and tell {client}.',
  'doubt.range':
    'The seal would not cover the whole document. It cannot be sealed here and nothing was sealed. Please refuse and tell {client}.',
  'doubt.digest':
    'The value to be sealed does not belong to this document. It cannot be sealed here and nothing was sealed. Please refuse and tell {client}.',
  'doubt.terms':
    'These are not the terms named in the request. No key can be made here and nothing was sealed. Please refuse and tell {client}.',

  'outcome.refused-lead': 'Nothing was sealed. {client} is told that you refused.',
  'outcome.reported-lead':
    'Nothing was sealed. If somebody asked you for an approval by telephone or message, do not answer. Tell {client} through a way you already know.',
  'problem.nothing-signed': 'Nothing was sealed.',
  'problem.nothing-by-visit': 'Nothing was sealed by this visit.',
  'problem.refused.do': 'Continue to go back to {client}. It can ask you again if you want to seal after all.',
} satisfies { readonly [key in PageMessage]?: Message };
