import { lookGerman } from '@chancery/look/messages.de';
import type { ResultCatalogue } from './messages.en.ts';

export const german: ResultCatalogue = {
  ...lookGerman,
  'page.loading-title': 'Einen Moment',
  'page.loading': 'Das Ergebnis wird geladen …',

  'chip.signed': 'Signiert',
  'chip.sealed': 'Gesiegelt',
  'chip.not-sealed': 'Nicht gesiegelt',
  'chip.waiting': 'In Arbeit',
  'chip.not-signed': 'Nicht signiert',

  'chip.incomplete': 'Nicht abgeschlossen',
  'mark.waiting': 'Wartet',
  'mark.left-out': 'Ausgelassen',
  'mark.failed': 'Fehlgeschlagen',
  'mark.lower': 'Signiert, {level}',
  'mark.sealed-lower': 'Gesiegelt, {level}',
  'signed.title': { one: 'Ihr Dokument ist signiert', other: '{count} Dokumente sind signiert' },
  'signed.partly': {
    one: '{count} von {all} Dokumenten ist signiert',
    other: '{count} von {all} Dokumenten sind signiert',
  },
  'sealed.partly': {
    one: '{count} von {all} Dokumenten ist gesiegelt',
    other: '{count} von {all} Dokumenten sind gesiegelt',
  },
  'signed.lower': {
    one: '{count} Dokument enthält nicht alles, was verlangt war, weil eine Stelle nicht geantwortet hat. Signiert ist es trotzdem.',
    other:
      '{count} Dokumente enthalten nicht alles, was verlangt war, weil eine Stelle nicht geantwortet hat. Signiert sind sie trotzdem.',
  },
  'signed.lead': {
    one: '{client} hat es erhalten. Sie können es hier lesen und eine Kopie aufbewahren.',
    other: '{client} hat sie erhalten. Sie können sie hier lesen und Kopien aufbewahren.',
  },
  'signed.no-longer-kept': {
    one: '{client} hat es erhalten. Hier wird es nicht mehr aufbewahrt; {client} kann Ihnen eine Kopie geben.',
    other: '{client} hat sie erhalten. Hier werden sie nicht mehr aufbewahrt; {client} kann Ihnen Kopien geben.',
  },
  'sealed.title': { one: 'Ihr Dokument ist gesiegelt', other: '{count} Dokumente sind gesiegelt' },
  'sealed.waiting': 'Das Siegel wird erstellt',
  'sealed.expired':
    'Es wurde nichts gesiegelt. Wenn Sie doch siegeln möchten, bitten Sie {client} um eine neue Anfrage.',
  'sealed.refused': 'Es wurde nichts gesiegelt. {client} weiß, dass Sie abgelehnt haben. Sie können zurückgehen.',
  'sealed.cancelled': '{client} hat diese Anfrage geschlossen. Es wurde nichts gesiegelt. Sie können zurückgehen.',
  'sealed.failed': 'Das Dokument konnte nicht gesiegelt werden',
  'sealed.failed-lead':
    'Es wurde nichts gesiegelt, und nichts ist verloren. Bitten Sie {client} um eine neue Anfrage, und nennen Sie dem Support die Referenz, falls es noch einmal geschieht.',
  'waiting.title': 'Ihre Signatur wird erstellt',
  'waiting.lead': 'Das dauert ein paar Sekunden. Die Seite geht von selbst weiter.',
  'waiting.progress': {
    one: '{count} von {all} Dokumenten ist signiert.',
    other: '{count} von {all} Dokumenten sind signiert.',
  },
  'sealed.progress': {
    one: '{count} von {all} Dokumenten ist gesiegelt.',
    other: '{count} von {all} Dokumenten sind gesiegelt.',
  },
  'refused.title': 'Sie haben abgelehnt',
  'refused.lead': 'Es wurde nichts signiert. {client} weiß, dass Sie abgelehnt haben. Sie können zurückgehen.',
  'expired.title': 'Die Zeit für diese Anfrage ist abgelaufen',
  'expired.lead':
    'Es wurde nichts signiert. Wenn Sie doch signieren möchten, bitten Sie {client} um eine neue Anfrage.',
  'cancelled.title': 'Diese Anfrage wurde zurückgezogen',
  'cancelled.lead': '{client} hat diese Anfrage geschlossen. Es wurde nichts signiert. Sie können zurückgehen.',
  'failed.title': 'Das Dokument konnte nicht signiert werden',
  'failed.lead':
    'Es wurde nichts signiert, und nichts ist verloren. Bitten Sie {client} um eine neue Anfrage, und nennen Sie dem Support die Referenz, falls es noch einmal geschieht.',
  'failed.approved':
    'Sie haben es freigegeben, aber es konnte nicht abgeschlossen werden: Es gibt kein signiertes Dokument, und {client} hat keines erhalten. Bitten Sie {client} um eine neue Anfrage, und nennen Sie dem Support die Referenz, wenn es wieder vorkommt.',
  'sealed.failed-approved':
    'Sie haben es freigegeben, aber es konnte nicht abgeschlossen werden: Es gibt kein gesiegeltes Dokument, und {client} hat keines erhalten. Bitten Sie {client} um eine neue Anfrage, und nennen Sie dem Support die Referenz, wenn es wieder vorkommt.',
  'failed.document': 'Der Grund liegt in „{name}“. Die Dokumente gehören zusammen: alle oder keines.',
  'reason.input': 'Was für die Signatur verlangt war, passt nicht zum Dokument.',
  'reason.changed': 'Das Dokument ist nicht mehr, wie es war, als es gezeigt wurde.',
  'reason.revoked': 'Das Zertifikat gilt nicht mehr.',
  'missing.title': 'Hier gibt es kein Ergebnis',
  'missing.lead':
    'Die Adresse ist vielleicht unvollständig, oder das Ergebnis wird nicht mehr aufbewahrt. Durch diesen Aufruf wurde nichts signiert. Gehen Sie dorthin zurück, woher Sie gekommen sind.',
  'unreachable.title': 'Es besteht keine Verbindung',
  'unreachable.lead':
    'Das Ergebnis konnte nicht geladen werden. Was entschieden wurde, bleibt entschieden. Bitte laden Sie diese Seite neu.',

  'choose.title': 'Bevor Sie signieren',
  'choose.lead':
    '{client} überlässt Ihnen eine Wahl. Was signiert wird, lesen Sie auf der nächsten Seite; dort entscheiden Sie.',
  'choose.identity': 'Sie signieren als',
  'choose.certificate': 'Zertifikat von {issuer}, gültig bis {until}',
  'choose.documents': 'Zu signierende Dokumente',
  'choose.required': 'Kann nicht weggelassen werden',
  'choose.count': {
    one: '{count} von {all} Dokumenten soll signiert werden.',
    other: '{count} von {all} Dokumenten sollen signiert werden.',
  },
  'choose.none': 'Wählen Sie mindestens ein Dokument.',
  'choose.place': 'Platz Ihrer Signatur',
  'choose.place-lead':
    'Klicken Sie auf eine Seite, ziehen Sie den Rahmen, oder bewegen Sie ihn mit den Pfeiltasten; mit Umschalttaste ändern sie seine Größe.',
  'choose.page': 'Seite',
  'choose.left': 'Von links, mm',
  'choose.top': 'Von oben, mm',
  'choose.width': 'Breite, mm',
  'choose.height': 'Höhe, mm',
  'choose.frame': 'Ihre Signatur: Seite {page}, {left} mm von links, {top} mm von oben, {width} mal {height} mm',
  'choose.here': 'Ihre Signatur',
  'choose.action': 'Weiter',
  'choose.hint': 'Es wird noch nichts signiert.',
  'choose.shown-later': 'Dieses Dokument wird auf der nächsten Seite gezeigt, bevor Sie entscheiden.',
  'choose.failed':
    'Ihre Wahl konnte nicht gespeichert werden. Es wurde nichts signiert. Bitte versuchen Sie es noch einmal.',
  'signed.left-out': {
    one: '{count} Dokument wurde weggelassen, wie Sie es gewählt haben.',
    other: '{count} Dokumente wurden weggelassen, wie Sie es gewählt haben.',
  },

  'fact.document': { one: 'Dokument', other: 'Dokumente' },
  'fact.signer': 'Signiert von',
  'fact.sealer': 'Gesiegelt von',
  'fact.client': 'Angefragt von',
  'fact.reference': 'Referenz für den Support',
  'fact.at': 'Zeitpunkt',
  'fact.certificate': 'Zertifikat von',
  'fact.until': 'gültig bis {until}',
  'fact.level': 'Enthält',
  'verdict.passed':
    'Ein Prüfprogramm findet die Signatur gültig: Das Dokument wurde seitdem nicht geändert, und das Zertifikat führt zu einer Stelle, der hier vertraut wird.',
  'verdict.seal-passed':
    'Ein Prüfprogramm findet das Siegel gültig: Das Dokument wurde seitdem nicht geändert, und das Zertifikat führt zu einer Stelle, der hier vertraut wird.',
  'verdict.untrusted':
    'Ein Prüfprogramm findet das Dokument unverändert, aber das Zertifikat führt zu keiner Stelle, der hier vertraut wird.',
  'verdict.doubt': 'Ein Prüfprogramm kann nicht sagen, ob die Signatur gültig ist ({reason}).',
  'verdict.seal-doubt': 'Ein Prüfprogramm kann nicht sagen, ob das Siegel gültig ist ({reason}).',
  'verdict.failed':
    'Ein Prüfprogramm findet die Signatur nicht gültig ({reason}). Bitte nennen Sie dem Support die Referenz.',
  'verdict.seal-failed':
    'Ein Prüfprogramm findet das Siegel nicht gültig ({reason}). Bitte nennen Sie dem Support die Referenz.',
  'verdict.not-judged':
    'Auf dieser Seite werden nur PDF-Dokumente bis 16 MB geprüft. Jedes Prüfprogramm kann dieses prüfen.',
  'verdict.B-B': 'Enthalten ist nur das Nötigste: von wem und wofür (B-B).',
  'verdict.B-T': 'Enthalten ist außerdem ein Zeitstempel (B-T).',
  'verdict.B-LT': 'Enthalten sind ein Zeitstempel und der Nachweis, dass das Zertifikat gültig war (B-LT).',
  'verdict.B-LTA': 'Enthalten ist alles, was auf viele Jahre als Nachweis dient (B-LTA).',
  'verdict.revocation': 'Ob das Zertifikat widerrufen wurde, wurde nicht geprüft.',
  'level.B-B': 'Wer was signiert hat (B-B)',
  'level.B-T': 'Außerdem einen Zeitstempel (B-T)',
  'level.B-LT': 'Einen Zeitstempel und den Nachweis, dass das Zertifikat gültig war (B-LT)',
  'level.B-LTA': 'Alles, was sie auf viele Jahre beweist (B-LTA)',
  'documents.label': 'Dokumente',
  'documents.failed': 'Diese Kopie konnte nicht geladen werden. Bitte laden Sie die Seite neu.',
  'next.check': 'Wie kann ich diese Signatur prüfen?',
  'next.check-seal': 'Wie kann ich dieses Siegel prüfen?',
  'next.check-text':
    'Öffnen Sie die heruntergeladene Datei in einem PDF-Programm: Es zeigt, wer signiert hat und dass danach nichts geändert wurde.',
  'next.check-seal-text':
    'Öffnen Sie die heruntergeladene Datei in einem PDF-Programm: Es zeigt als Signatur, welche Organisation gesiegelt hat und dass danach nichts geändert wurde.',
  'next.check-sandbox':
    'In dieser Testumgebung kennt das Programm den Aussteller nicht, weil die Zertifikate nur zum Ausprobieren gemacht sind.',
  'action.all': 'Alle als ZIP herunterladen',
  'action.back': 'Zurück zu {client}',
  'action.back-nameless': 'Zurück',
  'action.somebody': 'die anfragende Stelle',
  'action.reload': 'Seite neu laden',
};
