import type { Message } from '@chancery/look/messages';
import type { PageMessage } from './messages.en.ts';

/** What the approval page says otherwise where nothing is to be signed: a key is destroyed, or a factor changed. */
export const englishOfChanges = {
  'time.soon':
    'Less than one minute is left to decide. When the time is over, nothing is changed and you can start again.',
  'sign.no-passkey': 'There is nothing here by which you could approve it. Nothing was changed. Please go back.',

  'note.passkey-cancelled': 'The passkey was not used. Nothing was changed. You can try again or refuse.',
  'note.passkey-unsupported':
    'This browser knows no passkeys. Nothing was changed. Please open this page in a current browser on a device with a screen lock.',
  'note.evidence': 'The proof was not accepted. Nothing was changed. You can try again or refuse.',
  'note.login-other':
    'The login belongs to another request. Nothing was changed. Please confirm your identity once more.',
  'note.login-refused': 'The login was not completed. Nothing was changed. You can try again or refuse.',
  'note.unavailable':
    'The signing module did not answer. Nothing was changed as far as this page knows. Please wait a moment and try again.',
  'note.rate': 'That was too often in a short time. Nothing was changed. Please wait a minute and try again.',
  'note.unreachable': 'There is no connection. Nothing was changed as far as this page knows. Please try again.',

  'outcome.refused-lead': 'Nothing was changed. {client} is told that you refused.',
  'outcome.reported-lead':
    'Nothing was changed. If somebody asked you for an approval by telephone or message, do not answer. Tell {client} through a way you already know.',
  'problem.nothing-signed': 'Nothing was changed.',
  'problem.nothing-by-visit': 'Nothing was changed by this visit.',
  'problem.refused.do': 'Continue to go back to {client}. It can ask you again if you want it after all.',
} satisfies { readonly [key in PageMessage]?: Message };
