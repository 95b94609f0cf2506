import { lookGerman } from '@chancery/look/messages.de';
import type { Words } from './words.en.ts';

export const german: Words = {
  'frame.sandbox': lookGerman['frame.sandbox'],
  'legal.terms': lookGerman['legal.terms'],
  'legal.privacy': lookGerman['legal.privacy'],
  'legal.imprint': lookGerman['legal.imprint'],
  'page.reference': 'Referenz für den Support: {reference}',
  'link.again': 'Noch einmal versuchen',
  'link.somebody-else': 'Als jemand anderes anmelden',
  'link.on': 'Weiter',
  'link.developers': 'Für Entwickler: die Schnittstellen',

  'front.title': 'Dies ist ein Signaturdienst',
  'front.text':
    'Anwendungen schicken Menschen hierher, wenn es etwas zu signieren gibt. Von sich aus gibt es hier nichts zu tun.',

  'refusal.not_found.title': 'Hier gibt es nichts',
  'refusal.not_found.text':
    'Die Adresse ist vielleicht unvollständig, oder was sie zeigte, wird nicht mehr aufbewahrt. Durch diesen Aufruf wurde nichts signiert. Bitte gehen Sie dorthin zurück, woher Sie gekommen sind.',
  'refusal.account_inactive.title': 'Ihr Konto ist nicht aktiv',
  'refusal.account_inactive.text':
    'Ihr Konto ist hier gesperrt. Durch diesen Aufruf wurde nichts signiert. Bitte fragen Sie die Stelle, die Sie geschickt hat.',
  'refusal.forbidden.title': 'Dies ist für jemand anderen bestimmt',
  'refusal.forbidden.text':
    'Sie sind als {name} angemeldet; dies ist für jemand anderen bestimmt. Durch diesen Aufruf wurde nichts signiert.',
  'refusal.expired.title': 'Die Zeit hierfür ist abgelaufen',
  'refusal.expired.text': 'Durch diesen Aufruf wurde nichts signiert. Bitte lassen Sie sich eine neue Adresse geben.',
  'refusal.conflict.title': 'Hier geht es nicht weiter',
  'refusal.conflict.text':
    'Der Schlüssel, das Zertifikat oder die Freigabe lässt es nicht mehr zu. Durch diesen Aufruf wurde nichts signiert. Bitte gehen Sie zurück und beginnen Sie noch einmal; geschieht es wieder, nennen Sie dem Support die Referenz.',
  'refusal.in_progress.title': 'Ein anderes Fenster ist bei diesem Schritt',
  'refusal.in_progress.text': 'Durch diesen Aufruf wurde nichts signiert. Bitte laden Sie die Seite neu.',
  'refusal.not_enrolled.title': 'Ihre Signatur ist nicht eingerichtet',
  'refusal.not_enrolled.text':
    'Durch diesen Aufruf wurde nichts signiert. Bitte gehen Sie zurück und beginnen Sie noch einmal.',
  'refusal.too_many_requests.title': 'Das war zu oft',
  'refusal.too_many_requests.text':
    'Durch diesen Aufruf wurde nichts signiert. Bitte versuchen Sie es in einer Minute noch einmal.',
  'refusal.unavailable.title': 'Der Dienst ist nicht erreichbar',
  'refusal.unavailable.text':
    'Der Signaturdienst oder eine Stelle, die er braucht, antwortet nicht. Nichts ist verloren, und durch diesen Aufruf wurde nichts signiert. Bitte versuchen Sie es in einer Minute noch einmal.',
  'refusal.peer_refused.title': 'Der Dienst kann nicht fortfahren',
  'refusal.peer_refused.text':
    'Eine Stelle, die der Signaturdienst braucht, hat abgelehnt. Durch diesen Aufruf wurde nichts signiert. Bitte nennen Sie dem Support die Referenz.',
  'refusal.internal.title': 'Bei uns ist ein Fehler aufgetreten',
  'refusal.internal.text':
    'Durch diesen Aufruf wurde nichts signiert. Bitte versuchen Sie es später noch einmal, und nennen Sie dem Support die Referenz.',
  'refusal.other.title': 'Das ist nicht möglich',
  'refusal.other.text':
    'Auf diese Weise geht es nicht. Durch diesen Aufruf wurde nichts signiert. Bitte gehen Sie zurück und beginnen Sie noch einmal.',

  'ending.open.title': 'Es ist noch nichts entschieden',
  'ending.open.text': 'Sie können die Adresse, die Sie erhalten haben, noch einmal öffnen und fortfahren.',
  'ending.refused.title': 'Sie haben abgelehnt',
  'ending.refused.enrol': 'Es wurde nichts eingerichtet. Sie können diese Seite schließen.',
  'ending.refused.key.create': 'Es wurde kein Schlüssel erzeugt. Sie können diese Seite schließen.',
  'ending.refused.key.delete': 'Der Schlüssel ist unverändert. Sie können diese Seite schließen.',
  'ending.refused.factor.change': 'Es wurde nichts geändert. Sie können diese Seite schließen.',
  'ending.enrol.title': 'Sie können jetzt signieren',
  'ending.enrol.text': 'Ihr Passkey ist registriert. Sie können diese Seite schließen.',
  'ending.key.create.title': 'Ihr Signaturschlüssel ist bereit',
  'ending.key.create.text': 'Sein Zertifikat lautet auf Ihren Namen. Sie können diese Seite schließen.',
  'ending.key.delete.title': 'Der Schlüssel ist vernichtet',
  'ending.key.delete.text':
    'Niemand kann mehr damit signieren. Was vorher damit signiert wurde, bleibt gültig. Sie können diese Seite schließen.',
  'ending.factor.change.title': 'Es ist geändert',
  'ending.factor.change.text': 'Es gilt ab der nächsten Freigabe. Sie können diese Seite schließen.',
  'ending.seal.enrol.title': 'Sie können jetzt siegeln',
  'ending.seal.enrol.text': 'Ihr Passkey ist für die Organisation registriert. Sie können diese Seite schließen.',
  'ending.seal.key.create.title': 'Der Siegelschlüssel ist bereit',
  'ending.seal.key.create.text':
    'Sein Zertifikat lautet auf den Namen der Organisation. Sie können diese Seite schließen.',
  'ending.seal.key.delete.title': 'Der Siegelschlüssel ist vernichtet',
  'ending.seal.key.delete.text':
    'Niemand kann mehr damit siegeln. Was vorher damit gesiegelt wurde, bleibt gültig. Sie können diese Seite schließen.',

  'told.login-expired.title': 'Diese Anmeldung ist abgelaufen',
  'told.login-expired.text':
    'Es wurde nichts signiert. Gehen Sie dorthin zurück, woher Sie gekommen sind, und beginnen Sie noch einmal.',
  'told.login-failed.title': 'Die Anmeldung ist nicht gelungen',
  'told.login-failed.text':
    'Ihr Identitätsanbieter hat nicht bestätigt, wer Sie sind. Es wurde nichts signiert. Sie können es noch einmal versuchen.',
  'told.login-unavailable.title': 'Zurzeit kann sich hier niemand anmelden',
  'told.login-unavailable.text':
    'Der Identitätsanbieter antwortet nicht oder ist noch nicht eingerichtet. Es wurde nichts signiert. Bitte versuchen Sie es in einer Minute noch einmal.',
  'told.no-account.title': 'Ihr Konto ist hier nicht aktiv',
  'told.no-account.text':
    'Sie sind bei Ihrem Identitätsanbieter angemeldet, haben hier aber kein aktives Konto. Es wurde nichts signiert. Fragen Sie die Stelle, die Sie hierher geschickt hat, oder melden Sie sich als jemand anderes an.',
  'told.logout-by-another.title': 'Sie sind noch angemeldet',
  'told.logout-by-another.text': 'Eine andere Seite wollte Sie abmelden. Es ist nichts geschehen.',
  'told.logged-out.title': 'Sie sind abgemeldet',
  'told.logged-out.text':
    'Ihre Sitzung hier ist beendet. Bei Ihrem Identitätsanbieter sind Sie vielleicht noch angemeldet.',
  'told.request-over.title': 'Diese Anfrage ist vorbei',
  'told.request-over.text':
    'Sie ist abgelaufen, wurde schon beantwortet oder begann in einem anderen Browser. Durch das Öffnen dieser Seite wurde nichts signiert. Gehen Sie zur Anwendung zurück, und beginnen Sie noch einmal.',
  'told.request-refused.title': 'Diese Anfrage wurde abgewiesen',
  'told.request-refused.text':
    'Die Anwendung hat auf eine Weise gefragt, die hier nicht verstanden wird: {reason}. Es wurde nichts signiert. Gehen Sie zur Anwendung zurück, und beginnen Sie noch einmal.',

  'told.released.title': 'Ihre Wahl ist gespeichert',
  'told.released.text': 'Es geht gleich weiter. Durch diese Wahl wurde nichts signiert.',

  'release.title': 'Was darf von Ihnen bekannt werden?',
  'release.lead':
    '{client} möchte mehr von Ihnen wissen, als dass Sie hier sind. Sie entscheiden, was weitergegeben wird. Was immer Sie ablehnen, signieren können Sie trotzdem.',
  'release.purpose': 'Warum, in den Worten von {client}',
  'release.legend': 'Weitergeben an {client}',
  'release.hint':
    'Was nicht angekreuzt ist, wird nicht weitergegeben. Sie werden nur dann wieder gefragt, wenn {client} mehr wissen will.',
  'release.action': 'Weiter',
  'release.unknown': 'Hier noch nicht bekannt',
  'release.claim.name': 'Name',
  'release.claim.given_name': 'Vorname',
  'release.claim.family_name': 'Familienname',
  'release.claim.person_identifier': 'Identitätsnummer',

  'standing.title': 'Was Anwendungen von Ihnen wissen dürfen',
  'standing.lead':
    'Sie haben diesen Anwendungen erlaubt, etwas von Ihnen zu wissen. Sie können die Erlaubnis jederzeit widerrufen.',
  'standing.none':
    'Sie haben keiner Anwendung erlaubt, mehr von Ihnen zu wissen, als dass Sie hier sind. Eine Anwendung, die mehr wissen möchte, fragt Sie vorher.',
  'standing.taken-back':
    'Die Erlaubnis ist widerrufen. Ab jetzt wird nichts mehr weitergegeben; was schon weitergegeben wurde, bleibt bei dem, der es erhalten hat. Ihre Signaturen bleiben, wie sie sind.',
  'standing.action': 'Erlaubnis für {client} widerrufen',
  'standing.link': 'Was Sie bisher erlaubt haben und wie Sie es widerrufen',
};
