import { lookGerman } from '@chancery/look/messages.de';
import type { Catalogue, CatalogueOfChanges, CatalogueOfSeals } from './catalogue.ts';

/** What the approval page says in German, in the words of the eIDAS Regulation: Signatur, Siegel, Vertrauensdiensteanbieter. */
export const signatures: Catalogue = {
  ...lookGerman,
  'page.loading': 'Die Anfrage wird geladen …',
  'page.loading-title': 'Einen Moment',

  'fact.client': 'Angefragt von',
  'fact.document': 'Dokument',
  'fact.documents': 'Dokumente',
  'fact.signer': 'Sie signieren als',
  'fact.represented': 'Sie handeln für',
  'fact.certificate': 'Zertifikat von {issuer}, gültig bis {until}',
  'fact.holder': 'Ausgestellt auf',
  'fact.count': { one: '{count} Dokument', other: '{count} Dokumente' },
  'fact.fingerprint': { one: 'SHA-256 des Dokuments', other: 'SHA-256 der Dokumente' },
  'fact.size': 'Größe',
  'fact.pages': { one: '{count} Seite', other: '{count} Seiten' },
  'fact.person': 'Sie sind',
  'fact.phone': 'Telefon',
  'fact.provider': 'Bestätigt durch',
  'fact.terms': 'Bedingungen',
  'fact.terms-version': 'Fassung {version}',
  'fact.terms-digest': 'SHA-256 der Bedingungen',
  'fact.algorithm': 'Algorithmus',
  'fact.request': 'Anfrage',
  'fact.policy': 'Freigaberegel',
  'fact.key': 'Schlüssel der Erklärung',
  'fact.hashes': 'Zu signierende Werte',

  'time.title': 'Zeit für Ihre Entscheidung',
  'time.left': 'Noch {duration}',
  'time.bar': 'Verbleibende Zeit',
  'time.more': 'Ich brauche mehr Zeit',
  'time.soon':
    'Es bleibt weniger als eine Minute für Ihre Entscheidung. Läuft die Zeit ab, wird nichts signiert, und Sie können neu beginnen.',

  'action.refuse': 'Ablehnen',
  'action.report': 'Das habe ich nicht veranlasst',
  'action.continue': 'Weiter',
  'action.retry': 'Noch einmal versuchen',
  'action.reload': 'Seite neu laden',
  'report.question': 'Stimmt etwas nicht?',
  'details.title': 'Technische Angaben',
  'details.checks': 'In diesem Browser geprüft',

  'sign.title': { one: 'Dieses Dokument signieren?', other: 'Diese {count} Dokumente signieren?' },
  'sign.kind': 'Elektronische Signatur',
  'sign.lead': {
    one: '{client} bittet um Ihre Signatur. Lesen Sie das Dokument, und entscheiden Sie dann.',
    other: '{client} bittet um Ihre Signatur. Lesen Sie die Dokumente, und entscheiden Sie dann.',
  },
  'sign.action': 'Signieren',
  'sign.hint':
    'Mit „Signieren“ werden Sie nach Ihrem Passkey gefragt: Fingerabdruck, Gesicht oder Geräte-PIN. Vorher wird nichts signiert.',
  'sign.checking': { one: 'Das Dokument wird geprüft …', other: 'Die Dokumente werden geprüft …' },
  'sign.progress': '{done} von {all} Dokumenten sind geprüft.',
  'sign.which': 'Das erste davon anzeigen: {name}',
  'sign.checked': 'In diesem Browser geprüft: Was Sie sehen, ist genau das, was signiert wird.',
  'sign.checked-download':
    'In diesem Browser geprüft: Was Sie hier sehen oder herunterladen, ist genau das, was signiert wird.',
  'sign.blocked': 'Signieren ist nicht möglich: siehe den Hinweis oben.',
  'sign.mark': 'Genau das wird signiert',
  'sign.unseen': {
    one: 'Der Inhalt von {count} Dokument liegt hier nicht vor: {client} hat nur seinen digitalen Fingerabdruck übermittelt. Signieren Sie nur, wenn Sie das Dokument von anderswo kennen und darauf vertrauen, dass {client} das richtige vorlegt.',
    other:
      'Der Inhalt von {count} Dokumenten liegt hier nicht vor: {client} hat nur ihre digitalen Fingerabdrücke übermittelt. Signieren Sie nur, wenn Sie die Dokumente von anderswo kennen und darauf vertrauen, dass {client} die richtigen vorlegt.',
  },
  'sign.unseen-page':
    'Der Inhalt dieses Dokuments liegt hier nicht vor. {client} hat nur seinen digitalen Fingerabdruck übermittelt.',
  'sign.canonical':
    'Dies ist das XML in der Form, die signiert wird. Signiert wird genau das, was Sie hier sehen, nicht die Datei, aus der es stammt.',
  'sign.unshown': {
    one: 'Diese Seite kann den Inhalt von {count} Dokument nicht anzeigen. Laden Sie es herunter und öffnen Sie es, bevor Sie signieren.',
    other:
      'Diese Seite kann den Inhalt von {count} Dokumenten nicht anzeigen. Laden Sie sie herunter und öffnen Sie sie, bevor Sie signieren.',
  },
  'sign.unshown-page':
    'Diese Seite kann den Inhalt dieses Dokuments nicht anzeigen. Laden Sie es herunter, und öffnen Sie es mit einem Programm Ihres Vertrauens, bevor Sie signieren.',
  'sign.no-passkey':
    'Für Ihre Signatur gibt es noch keinen Passkey. Hier kann nichts signiert werden. Gehen Sie zurück, und richten Sie Ihre Signatur ein.',
  'sign.choose': 'Zu signierende Dokumente',
  'mark.doubt': 'Prüfung nicht bestanden',
  'mark.unreachable': 'Nicht geladen',
  'mark.unseen': 'Nur Fingerabdruck',
  'mark.unshown': 'Herunterzuladen',
  'check.statement': 'Die Anfrage stammt vom Signaturmodul und ist an diese Seite gerichtet.',
  'check.original': 'Es ist das Dokument, das {client} eingereicht hat.',
  'check.range': 'Die Signatur umfasst das ganze Dokument.',
  'check.dtbsr': 'Der zu signierende Wert gehört zu diesem Dokument und zu keinem anderen.',
  'check.terms': 'Es sind die Bedingungen, die in der Anfrage genannt sind.',

  'key.title': 'Ihren Signaturschlüssel erzeugen?',
  'key.kind': 'Neuer Signaturschlüssel',
  'key.lead':
    'Ein eigener Schlüssel wird für Sie erzeugt und im Signaturmodul aufbewahrt. Nur Sie können ihn verwenden, mit Ihrem Passkey. {client} bittet darum.',
  'key.once-title': 'Einen Schlüssel für diese Signatur erzeugen?',
  'key.once-lead':
    'Ein Schlüssel wird nur für diese eine Signatur erzeugt und beim Signieren vernichtet. Was signiert werden soll, lesen Sie als Nächstes und entscheiden dann. {client} bittet darum.',
  'key.once-hint':
    'Mit „Schlüssel erzeugen“ werden Sie nach Ihrem Passkey gefragt: Fingerabdruck, Gesicht oder Geräte-PIN. Signiert wird erst, wenn Sie ein zweites Mal entschieden haben.',
  'fact.once': 'Nur für diese Signatur erzeugt: Der Schlüssel wird beim Signieren vernichtet.',
  'key.accept': 'Ich habe die Bedingungen gelesen und nehme sie an.',
  'key.action': 'Schlüssel erzeugen',
  'key.hint':
    'Mit „Schlüssel erzeugen“ werden Sie nach Ihrem Passkey gefragt: Fingerabdruck, Gesicht oder Geräte-PIN. Vorher wird nichts erzeugt.',
  'key.terms-title': 'Bedingungen von {operator}',
  'key.loading': 'Die Bedingungen werden geladen …',
  'key.checked': 'In diesem Browser geprüft: Dies sind die Bedingungen, die Sie annehmen.',

  'delete.title': 'Diesen Signaturschlüssel vernichten?',
  'delete.kind': 'Ende eines Signaturschlüssels',
  'delete.lead': '{client} bittet in Ihrem Namen darum. Geben Sie nur frei, wenn Sie es selbst wollen.',
  'delete.forever':
    'Der Schlüssel wird endgültig vernichtet: Niemand kann mehr damit signieren, und niemand kann ihn zurückholen.',
  'delete.certificate': 'Sein Zertifikat nützt Ihnen danach nichts mehr.',
  'delete.stays': 'Was Sie vorher damit signiert haben, bleibt gültig.',
  'delete.no-certificate': 'Noch kein Zertifikat: Es wurde nichts damit signiert.',
  'delete.understood': 'Mir ist klar, dass sich das nicht rückgängig machen lässt.',
  'delete.action': 'Schlüssel vernichten',
  'delete.hint':
    'Mit „Schlüssel vernichten“ werden Sie nach Ihrem Passkey gefragt: Fingerabdruck, Gesicht oder Geräte-PIN. Vorher wird nichts vernichtet.',
  'fact.doomed': 'Schlüssel',

  'consent.hint':
    'Sie sind angemeldet, deshalb wird nichts weiter verlangt. Es geschieht nichts, bevor Sie entschieden haben.',
  'login.action': 'Bei {provider} anmelden',
  'login.instead': 'Stattdessen bei {provider} anmelden',
  'login.hint':
    'Sie melden sich bei {provider} an und kommen zum Entscheiden hierher zurück. Ihr Passwort bleibt dort.',
  'login.done-as':
    'Sie haben sich soeben bei {provider} als {name} angemeldet. Entscheiden Sie jetzt: Die Anmeldung gilt nur für diese Anfrage.',
  'login.done':
    'Sie haben sich soeben bei {provider} angemeldet. Entscheiden Sie jetzt: Die Anmeldung gilt nur für diese Anfrage.',
  'login.done-hint':
    'Ihre Anmeldung von eben belegt, dass Sie es sind. Es geschieht nichts, bevor Sie entschieden haben.',
  'login.passkey-instead': 'Stattdessen den Passkey verwenden',

  'typed.hint':
    'Was Sie eingeben, wird hier für das Signaturmodul verschlüsselt: Niemand auf dem Weg dorthin kann es lesen.',
  'typed.left': { one: 'Noch {count} Versuch.', other: 'Noch {count} Versuche.' },
  'pin.label': 'Ihre PIN',
  'pin.locked': 'Ihre PIN ist nach zu vielen falschen Eingaben eine Zeit lang gesperrt.',
  'pin.instead': 'Stattdessen die PIN verwenden',
  'pin.new': 'Neue PIN',
  'pin.again': 'Neue PIN wiederholen',
  'pin.rules': 'Sechs bis zwölf Ziffern oder mindestens acht Zeichen. Keine Reihen, keine Wiederholungen, kein Datum.',
  'pin.differ': 'Die beiden Eingaben stimmen noch nicht überein.',
  'otp.lead': 'Ein Code kann an {to} geschickt werden.',
  'otp.send': 'Code senden',
  'otp.again': 'Neuen Code senden',
  'otp.wait': { one: 'Neuer Code in {count} Sekunde', other: 'Neuer Code in {count} Sekunden' },
  'otp.label': 'Der Code, der an {to} gesendet wurde',
  'otp.instead': 'Stattdessen einen Code zusenden lassen',
  'otp.too-often':
    'Es wurden in kurzer Zeit zu viele Codes gesendet. Bitte warten Sie eine Weile, bevor Sie einen weiteren anfordern.',
  'otp.not-sent': 'Der Code konnte nicht gesendet werden. Bitte versuchen Sie es gleich noch einmal.',

  'phone.action': 'Mein Telefon fragen',
  'phone.instead': 'Stattdessen das Telefon verwenden',
  'phone.lead': 'Sie können auf Ihrem Telefon freigeben: {model}.',
  'phone.hint': 'Die App auf Ihrem Telefon zeigt diese Anfrage noch einmal. Dort entscheiden Sie.',
  'phone.type':
    'Öffnen Sie die App auf Ihrem Telefon ({model}), lesen Sie, was sie zeigt, und geben Sie dort diese Zahl ein:',
  'phone.waiting': 'Warten auf Ihr Telefon …',
  'phone.quiet':
    'Ihr Telefon wurde zu oft ohne Antwort gefragt. Bitte warten Sie eine halbe Stunde, oder geben Sie auf andere Weise frei.',
  'phone.not-asked': 'Ihr Telefon konnte nicht gefragt werden. Bitte versuchen Sie es gleich noch einmal.',

  'change.kind': 'Ihre Sicherheit',
  'change.lead': '{client} bittet in Ihrem Namen darum. Geben Sie nur frei, wenn Sie es selbst veranlasst haben.',
  'change.add-webauthn': 'Einen Passkey hinzufügen?',
  'change.add-pin': 'Eine PIN festlegen?',
  'change.add-device': 'Ein Telefon hinzufügen?',
  'change.remove-webauthn': 'Einen Passkey entfernen?',
  'change.remove-pin': 'Ihre PIN entfernen?',
  'change.remove-device': 'Ein Telefon entfernen?',
  'change.action': 'Ändern',
  'change.hint':
    'Mit „Ändern“ werden Sie nach einem Passkey gefragt, den Sie schon haben. Vorher wird nichts geändert.',
  'join.title': 'Öffnen Sie diese Adresse mit der App auf Ihrem Telefon',
  'join.lead': 'Sie gilt für ein Telefon und wenige Minuten. Zeigen Sie sie sonst niemandem.',
  'join.compare': 'Zeigt Ihr Telefon dieselben Ziffern?',
  'join.compare-lead': 'Ein Telefon hat sich gemeldet: {model}. Vergleichen Sie die sechs Ziffern auf beiden Geräten.',
  'join.same': 'Sie sind gleich',
  'join.other': 'Sie weichen ab',
  'join.failed': 'Das Telefon konnte nicht hinzugefügt werden. Bitte beginnen Sie noch einmal.',

  'enrol.title': 'Ihre Signatur einrichten',
  'enrol.kind': 'Einrichtung',
  'enrol.lead':
    '{client} möchte, dass Sie signieren können. Zuerst bestätigen Sie, wer Sie sind, dann erstellen Sie einen Passkey, den nur Sie verwenden können.',
  'enrol.anew-lead':
    'Sie beginnen neu. Ihre bisherigen Passkeys, Telefone und Ihre PIN verlieren ihre Gültigkeit; Ihre Signaturschlüssel behalten Sie. Zuerst bestätigen Sie, wer Sie sind, dann erstellen Sie einen Passkey.',
  'enrol.steps': 'Schritte',
  'enrol.step-identity': '1. Identität bestätigen',
  'enrol.step-passkey': '2. Passkey erstellen',
  'enrol.identity-action': 'Identität bestätigen',
  'enrol.identity-hint': 'Sie melden sich bei {provider} an und kommen hierher zurück. Ihr Passwort bleibt dort.',
  'enrol.passkey-title': 'Ihren Passkey erstellen',
  'enrol.passkey-lead':
    'Ihre Identität ist bestätigt. Erstellen Sie jetzt den Passkey, mit dem Sie jede Signatur freigeben: Fingerabdruck, Gesicht oder Geräte-PIN.',
  'enrol.passkey-action': 'Passkey erstellen',
  'enrol.passkey-hint':
    'Der Passkey bleibt auf Ihrem Gerät oder in Ihrem Passwortmanager. Niemand sonst kann für Sie freigeben.',
  'enrol.passkey-name': 'Signatur von {name}',
  'enrol.somebody': 'Ihre Signatur',

  'enrol.officer-lead':
    '{client} möchte, dass Sie signieren können. Wer Ihre Identität geprüft hat, gibt Ihnen einen Code, und Sie erstellen einen Passkey, den nur Sie verwenden können.',
  'enrol.officer-check': 'Fahren Sie nur fort, wenn Sie das sind. So wird es in Ihrem Zertifikat stehen.',
  'enrol.ticket': 'Der Code aus der Identitätsprüfung',
  'enrol.ticket-hint':
    'Erstellen Sie den Passkey auf einem eigenen Gerät. Wer Ihre Identität prüft, darf das nicht für Sie tun.',
  'fact.number': 'Nummer im Register',

  'status.working': 'Warten auf Ihren Passkey …',
  'status.sending': 'Ihre Entscheidung wird übermittelt …',

  'note.passkey-cancelled':
    'Der Passkey wurde nicht verwendet. Es wurde nichts signiert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.passkey-exists':
    'Auf diesem Gerät gibt es schon einen Passkey für Ihre Signatur. Es wurde nichts geändert. Verwenden Sie ein anderes Gerät, oder lehnen Sie ab.',
  'note.passkey-unsupported':
    'Dieser Browser kennt keine Passkeys. Es wurde nichts signiert. Bitte öffnen Sie diese Seite in einem aktuellen Browser auf einem Gerät mit Bildschirmsperre.',
  'note.pin-weak': 'Diese PIN würden andere als eine der ersten probieren. Bitte wählen Sie eine andere.',
  'note.evidence':
    'Der Nachweis wurde nicht anerkannt. Es wurde nichts signiert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.login-other':
    'Die Anmeldung gehört zu einer anderen Anfrage. Es wurde nichts signiert. Bitte bestätigen Sie Ihre Identität noch einmal.',
  'note.login-refused':
    'Die Anmeldung wurde nicht abgeschlossen. Es wurde nichts signiert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.unavailable':
    'Das Signaturmodul hat nicht geantwortet. Soweit diese Seite weiß, wurde nichts signiert. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.',
  'note.rate':
    'Das war in kurzer Zeit zu oft. Es wurde nichts signiert. Bitte warten Sie eine Minute, und versuchen Sie es noch einmal.',
  'note.unreachable':
    'Es besteht keine Verbindung. Soweit diese Seite weiß, wurde nichts signiert. Bitte versuchen Sie es noch einmal.',
  'note.document-unreachable':
    'Das Dokument konnte nicht geladen werden, deshalb kann nichts signiert werden. Bitte versuchen Sie es noch einmal, oder lehnen Sie ab, und informieren Sie {client}.',
  'note.terms-unreachable':
    'Die Bedingungen konnten nicht geladen werden, deshalb kann kein Schlüssel erzeugt werden. Bitte versuchen Sie es noch einmal, oder lehnen Sie ab, und informieren Sie {client}.',

  'doubt.original':
    'Dies ist nicht das Dokument, das {client} eingereicht hat. Es kann hier nicht signiert werden, und es wurde nichts signiert. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.range':
    'Die Signatur würde nicht das ganze Dokument umfassen. Es kann hier nicht signiert werden, und es wurde nichts signiert. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.digest':
    'Der zu signierende Wert gehört nicht zu diesem Dokument. Es kann hier nicht signiert werden, und es wurde nichts signiert. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.terms':
    'Dies sind nicht die Bedingungen, die in der Anfrage genannt sind. Hier kann kein Schlüssel erzeugt werden, und es wurde nichts signiert. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.code': 'Nicht bestandene Prüfung: {code}',

  'outcome.approved': 'Sie haben freigegeben',
  'outcome.approved-lead': 'Es geht gleich weiter.',
  'outcome.refused': 'Sie haben abgelehnt',
  'outcome.refused-lead': 'Es wurde nichts signiert. {client} erfährt, dass Sie abgelehnt haben.',
  'outcome.reported': 'Danke. Die Anfrage ist geschlossen',
  'outcome.reported-lead':
    'Es wurde nichts signiert. Wenn jemand Sie am Telefon oder per Nachricht um eine Freigabe gebeten hat, antworten Sie nicht. Informieren Sie {client} auf einem Weg, den Sie schon kennen.',
  'outcome.close': 'Sie können diese Seite schließen.',

  'problem.nothing-signed': 'Es wurde nichts signiert.',
  'problem.nothing-by-visit': 'Durch diesen Aufruf wurde nichts signiert.',
  'problem.reference': 'Referenz für den Support: {reference}',
  'problem.somebody': 'die anfragende Stelle',
  'problem.not-found.what': 'Diese Anfrage gibt es nicht',
  'problem.not-found.do':
    'Die Adresse ist vielleicht unvollständig. Bitte gehen Sie dorthin zurück, woher Sie gekommen sind, und beginnen Sie noch einmal.',
  'problem.expired.what': 'Die Zeit für diese Anfrage ist abgelaufen',
  'problem.expired.do': 'Es ist nichts verloren: Mit „Weiter“ werden Sie noch einmal gefragt.',
  'problem.approved.what': 'Diese Anfrage ist bereits freigegeben',
  'problem.approved.do':
    'Sie wurde einmal freigegeben und kann nicht noch einmal freigegeben werden. Mit „Weiter“ sehen Sie, was daraus geworden ist.',
  'problem.refused.what': 'Diese Anfrage wurde abgelehnt',
  'problem.refused.do':
    'Mit „Weiter“ gelangen Sie zurück. Falls Sie doch signieren möchten, kann {client} Sie noch einmal fragen.',
  'problem.cancelled.what': 'Diese Anfrage wurde zurückgezogen',
  'problem.cancelled.do':
    '{client} hat sie geschlossen, oder eine neuere ist an ihre Stelle getreten. Mit „Weiter“ sehen Sie, was davon zutrifft.',
  'problem.statement.what': 'Dieser Anfrage ist nicht zu trauen',
  'problem.statement.do':
    'Sie stammt nicht vom Signaturmodul oder ist nicht für diese Seite bestimmt. Bitte schließen Sie die Seite, und informieren Sie die Stelle, die Sie hierher geschickt hat.',
  'problem.policy.what': 'Das ist nicht erlaubt',
  'problem.policy.do':
    'Die Regeln des Signaturdienstes lassen es nicht zu. Mit „Weiter“ gelangen Sie zurück; fragen Sie {client}, wenn es möglich sein sollte.',
  'problem.locked.what': 'Es waren zu viele Versuche',
  'problem.locked.do':
    'Bitte warten Sie eine Weile, oder geben Sie auf andere Weise frei. Bleibt es dabei, wenden Sie sich an den Anbieter.',
  'problem.unreachable.what': 'Es besteht keine Verbindung',
  'problem.unreachable.do': 'Bitte prüfen Sie Ihre Verbindung, und laden Sie diese Seite neu.',
  'problem.unavailable.what': 'Das Signaturmodul antwortet nicht',
  'problem.unavailable.do':
    'Bitte warten Sie einen Moment, und laden Sie diese Seite neu. Die Anfrage bleibt offen, bis ihre Zeit abgelaufen ist.',
  'problem.internal.what': 'Bei uns ist ein Fehler aufgetreten',
  'problem.internal.do':
    'Bitte laden Sie diese Seite neu. Geschieht es noch einmal, nennen Sie dem Support die Referenz.',
};

export const seals: CatalogueOfSeals = {
  'fact.signer': 'Siegel von',
  'fact.hashes': 'Zu siegelnde Werte',
  'time.soon':
    'Es bleibt weniger als eine Minute für Ihre Entscheidung. Läuft die Zeit ab, wird nichts gesiegelt, und Sie können neu beginnen.',

  'sign.title': { one: 'Dieses Dokument siegeln?', other: 'Diese {count} Dokumente siegeln?' },
  'sign.kind': 'Elektronisches Siegel',
  'sign.lead': {
    one: '{client} bittet um das Siegel von {organization}. Es besagt, dass das Dokument von der Organisation stammt; es ist nicht Ihre eigene Signatur. Lesen Sie das Dokument, und entscheiden Sie dann.',
    other:
      '{client} bittet um das Siegel von {organization}. Es besagt, dass die Dokumente von der Organisation stammen; es ist nicht Ihre eigene Signatur. Lesen Sie die Dokumente, und entscheiden Sie dann.',
  },
  'sign.action': 'Siegeln',
  'sign.hint':
    'Mit „Siegeln“ werden Sie nach Ihrem Passkey gefragt: Fingerabdruck, Gesicht oder Geräte-PIN. Vorher wird nichts gesiegelt.',
  'sign.checked': 'In diesem Browser geprüft: Was Sie sehen, ist genau das, was gesiegelt wird.',
  'sign.checked-download':
    'In diesem Browser geprüft: Was Sie hier sehen oder herunterladen, ist genau das, was gesiegelt wird.',
  'sign.blocked': 'Siegeln ist nicht möglich: siehe den Hinweis oben.',
  'sign.mark': 'Genau das wird gesiegelt',
  'sign.unseen': {
    one: 'Der Inhalt von {count} Dokument liegt hier nicht vor: {client} hat nur seinen digitalen Fingerabdruck übermittelt. Siegeln Sie nur, wenn Sie das Dokument von anderswo kennen und darauf vertrauen, dass {client} das richtige vorlegt.',
    other:
      'Der Inhalt von {count} Dokumenten liegt hier nicht vor: {client} hat nur ihre digitalen Fingerabdrücke übermittelt. Siegeln Sie nur, wenn Sie die Dokumente von anderswo kennen und darauf vertrauen, dass {client} die richtigen vorlegt.',
  },
  'sign.canonical':
    'Dies ist das XML in der Form, die gesiegelt wird. Gesiegelt wird genau das, was Sie hier sehen, nicht die Datei, aus der es stammt.',
  'sign.unshown': {
    one: 'Diese Seite kann den Inhalt von {count} Dokument nicht anzeigen. Laden Sie es herunter und öffnen Sie es, bevor Sie siegeln.',
    other:
      'Diese Seite kann den Inhalt von {count} Dokumenten nicht anzeigen. Laden Sie sie herunter und öffnen Sie sie, bevor Sie siegeln.',
  },
  'sign.unshown-page':
    'Diese Seite kann den Inhalt dieses Dokuments nicht anzeigen. Laden Sie es herunter, und öffnen Sie es mit einem Programm Ihres Vertrauens, bevor Sie siegeln.',
  'sign.no-passkey':
    'Für dieses Siegel gibt es noch keinen Passkey. Hier kann nichts gesiegelt werden. Gehen Sie zurück, und richten Sie das Siegel ein.',
  'sign.choose': 'Zu siegelnde Dokumente',
  'check.range': 'Das Siegel umfasst das ganze Dokument.',
  'check.dtbsr': 'Der zu siegelnde Wert gehört zu diesem Dokument und zu keinem anderen.',

  'key.title': 'Den Schlüssel für Siegel erzeugen?',
  'key.kind': 'Neuer Siegelschlüssel',
  'key.lead':
    'Ein Schlüssel für die Siegel von {organization} wird erzeugt und im Signaturmodul aufbewahrt. {client} bittet darum.',

  'delete.title': 'Den Siegelschlüssel vernichten?',
  'delete.kind': 'Ende eines Siegelschlüssels',
  'delete.lead': '{client} bittet im Namen von {organization} darum. Geben Sie nur frei, wenn Sie es selbst wollen.',
  'delete.forever':
    'Der Schlüssel wird endgültig vernichtet: Niemand kann mehr damit siegeln, und niemand kann ihn zurückholen.',
  'delete.certificate': 'Sein Zertifikat nützt der Organisation danach nichts mehr.',
  'delete.stays': 'Was vorher damit gesiegelt wurde, bleibt gültig.',
  'delete.no-certificate': 'Noch kein Zertifikat: Es wurde nichts damit gesiegelt.',

  'enrol.title': 'Das Siegel einrichten',
  'enrol.lead':
    '{client} möchte, dass {organization} siegeln kann und dass Sie dafür freigeben. Zuerst bestätigen Sie, wer Sie sind, dann erstellen Sie einen Passkey, den nur Sie verwenden können.',
  'enrol.passkey-lead':
    'Ihre Identität ist bestätigt. Erstellen Sie jetzt den Passkey, mit dem Sie jedes Siegel freigeben: Fingerabdruck, Gesicht oder Geräte-PIN.',
  'enrol.passkey-name': 'Siegel, freigegeben von {name}',
  'enrol.somebody': 'Das Siegel',

  'note.passkey-cancelled':
    'Der Passkey wurde nicht verwendet. Es wurde nichts gesiegelt. Sie können es noch einmal versuchen oder ablehnen.',
  'note.passkey-exists':
    'Auf diesem Gerät gibt es schon einen Passkey für dieses Siegel. Es wurde nichts geändert. Verwenden Sie ein anderes Gerät, oder lehnen Sie ab.',
  'note.passkey-unsupported':
    'Dieser Browser kennt keine Passkeys. Es wurde nichts gesiegelt. Bitte öffnen Sie diese Seite in einem aktuellen Browser auf einem Gerät mit Bildschirmsperre.',
  'note.evidence':
    'Der Nachweis wurde nicht anerkannt. Es wurde nichts gesiegelt. Sie können es noch einmal versuchen oder ablehnen.',
  'note.login-other':
    'Die Anmeldung gehört zu einer anderen Anfrage. Es wurde nichts gesiegelt. Bitte bestätigen Sie Ihre Identität noch einmal.',
  'note.login-refused':
    'Die Anmeldung wurde nicht abgeschlossen. Es wurde nichts gesiegelt. Sie können es noch einmal versuchen oder ablehnen.',
  'note.unavailable':
    'Das Signaturmodul hat nicht geantwortet. Soweit diese Seite weiß, wurde nichts gesiegelt. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.',
  'note.rate':
    'Das war in kurzer Zeit zu oft. Es wurde nichts gesiegelt. Bitte warten Sie eine Minute, und versuchen Sie es noch einmal.',
  'note.unreachable':
    'Es besteht keine Verbindung. Soweit diese Seite weiß, wurde nichts gesiegelt. Bitte versuchen Sie es noch einmal.',
  'note.document-unreachable':
    'Das Dokument konnte nicht geladen werden, deshalb kann nichts gesiegelt werden. Bitte versuchen Sie es noch einmal, oder lehnen Sie ab, und informieren Sie {client}.',

  'doubt.original':
    'Dies ist nicht das Dokument, das {client} eingereicht hat. Es kann hier nicht gesiegelt werden, und es wurde nichts gesiegelt. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.range':
    'Das Siegel würde nicht das ganze Dokument umfassen. Es kann hier nicht gesiegelt werden, und es wurde nichts gesiegelt. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.digest':
    'Der zu siegelnde Wert gehört nicht zu diesem Dokument. Es kann hier nicht gesiegelt werden, und es wurde nichts gesiegelt. Bitte lehnen Sie ab, und informieren Sie {client}.',
  'doubt.terms':
    'Dies sind nicht die Bedingungen, die in der Anfrage genannt sind. Hier kann kein Schlüssel erzeugt werden, und es wurde nichts gesiegelt. Bitte lehnen Sie ab, und informieren Sie {client}.',

  'outcome.refused-lead': 'Es wurde nichts gesiegelt. {client} erfährt, dass Sie abgelehnt haben.',
  'outcome.reported-lead':
    'Es wurde nichts gesiegelt. Wenn jemand Sie am Telefon oder per Nachricht um eine Freigabe gebeten hat, antworten Sie nicht. Informieren Sie {client} auf einem Weg, den Sie schon kennen.',
  'problem.nothing-signed': 'Es wurde nichts gesiegelt.',
  'problem.nothing-by-visit': 'Durch diesen Aufruf wurde nichts gesiegelt.',
  'problem.refused.do':
    'Mit „Weiter“ gelangen Sie zurück. Falls Sie doch siegeln möchten, kann {client} Sie noch einmal fragen.',
};

export const changes: CatalogueOfChanges = {
  'time.soon':
    'Es bleibt weniger als eine Minute für Ihre Entscheidung. Läuft die Zeit ab, wird nichts geändert, und Sie können neu beginnen.',
  'sign.no-passkey':
    'Hier gibt es nichts, womit Sie freigeben könnten. Es wurde nichts geändert. Bitte gehen Sie zurück.',

  'note.passkey-cancelled':
    'Der Passkey wurde nicht verwendet. Es wurde nichts geändert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.passkey-unsupported':
    'Dieser Browser kennt keine Passkeys. Es wurde nichts geändert. Bitte öffnen Sie diese Seite in einem aktuellen Browser auf einem Gerät mit Bildschirmsperre.',
  'note.evidence':
    'Der Nachweis wurde nicht anerkannt. Es wurde nichts geändert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.login-other':
    'Die Anmeldung gehört zu einer anderen Anfrage. Es wurde nichts geändert. Bitte bestätigen Sie Ihre Identität noch einmal.',
  'note.login-refused':
    'Die Anmeldung wurde nicht abgeschlossen. Es wurde nichts geändert. Sie können es noch einmal versuchen oder ablehnen.',
  'note.unavailable':
    'Das Signaturmodul hat nicht geantwortet. Soweit diese Seite weiß, wurde nichts geändert. Bitte warten Sie einen Moment, und versuchen Sie es noch einmal.',
  'note.rate':
    'Das war in kurzer Zeit zu oft. Es wurde nichts geändert. Bitte warten Sie eine Minute, und versuchen Sie es noch einmal.',
  'note.unreachable':
    'Es besteht keine Verbindung. Soweit diese Seite weiß, wurde nichts geändert. Bitte versuchen Sie es noch einmal.',

  'outcome.refused-lead': 'Es wurde nichts geändert. {client} erfährt, dass Sie abgelehnt haben.',
  'outcome.reported-lead':
    'Es wurde nichts geändert. Wenn jemand Sie am Telefon oder per Nachricht um eine Freigabe gebeten hat, antworten Sie nicht. Informieren Sie {client} auf einem Weg, den Sie schon kennen.',
  'problem.nothing-signed': 'Es wurde nichts geändert.',
  'problem.nothing-by-visit': 'Durch diesen Aufruf wurde nichts geändert.',
  'problem.refused.do':
    'Mit „Weiter“ gelangen Sie zurück. Falls Sie es doch möchten, kann {client} Sie noch einmal fragen.',
};
