import type { LookCatalogue } from './messages.en.ts';

export const lookGerman: LookCatalogue = {
  'frame.sandbox': 'Testumgebung. Was hier entsteht, hat keine rechtliche Wirkung.',
  'legal.terms': 'Nutzungsbedingungen',
  'legal.privacy': 'Datenschutz',
  'legal.imprint': 'Impressum',
  'viewer.label': 'Dokument',
  'viewer.pages': 'Seiten von {name}',
  'viewer.text': 'Text von {name}',
  'viewer.xml': 'Quelltext von {name}',
  'viewer.picture': 'Bild: {name}',
  'viewer.sheet': 'Seite {page} von {pages}',
  'viewer.page': 'Seite',
  'viewer.of': 'von {pages}',
  'viewer.zoom-out': 'Verkleinern',
  'viewer.zoom-in': 'Vergrößern',
  'viewer.zoom': 'Vergrößerung {percent}',
  'viewer.download': 'Herunterladen',
  'viewer.fetching': 'Die Anzeige der Seiten wird vorbereitet …',
  'viewer.opening': 'Das Dokument wird geöffnet …',
  'viewer.unavailable':
    'Die Dokumentanzeige konnte nicht geladen werden. Das Dokument selbst ist hier: Laden Sie es herunter, oder laden Sie diese Seite neu.',
  'viewer.reload': 'Seite neu laden',
  'viewer.unreadable':
    'Dieser Browser kann das Dokument nicht anzeigen. Sie können es herunterladen und mit einem anderen Programm öffnen.',
  'viewer.attachments': {
    one: 'Dieses Dokument enthält {count} angehängte Datei, die hier nicht gezeigt wird.',
    other: 'Dieses Dokument enthält {count} angehängte Dateien, die hier nicht gezeigt werden.',
  },
  'viewer.scripts':
    'Dieses Dokument enthält Skripte. Sie werden hier nicht ausgeführt; ein anderes Programm zeigt vielleicht etwas anderes.',
  'viewer.unseen-characters': {
    one: 'Dieser Text enthält {count} Zeichen, das man nicht sehen kann. Es wird als sein Code gezeigt.',
    other: 'Dieser Text enthält {count} Zeichen, die man nicht sehen kann. Sie werden als ihre Codes gezeigt.',
  },
  'viewer.xml-outside':
    'Dieses XML nennt einen Dokumenttyp oder ein Stylesheet, die hier nicht verwendet werden. Ein anderes Programm zeigt vielleicht etwas anderes.',
  'viewer.dynamic':
    'Dieses Dokument ist ein dynamisches Formular. Ein anderes Programm zeigt vielleicht etwas anderes.',
  'viewer.launches':
    'Dieses Dokument kann Programme starten oder andere Dateien öffnen. Hier geschieht das nicht; ein anderes Programm tut es vielleicht.',
  'viewer.links': 'Dieses Dokument enthält Verweise ins Internet. Hier führen sie nirgendwohin.',
  'viewer.media': 'Dieses Dokument enthält Ton, Video oder bewegte Inhalte, die hier nicht gezeigt werden.',
  'viewer.outside':
    'Dieses Dokument bindet Inhalte von anderswo ein, die hier nicht gezeigt werden. Ein anderes Programm zeigt vielleicht etwas anderes.',
  'viewer.sends': 'Dieses Dokument kann an andere senden, was man darin eingibt. Hier geschieht das nicht.',
  'viewer.unsearched':
    'Teile dieses Dokuments konnten nicht nach Programmen, Verweisen und anderem durchsucht werden, was die Seiten nicht zeigen.',
  'find.open': 'Suchen',
  'find.label': 'Im Dokument suchen',
  'find.next': 'Nächste Stelle',
  'find.previous': 'Vorige Stelle',
  'find.close': 'Schließen',
  'find.none': 'Nicht gefunden',
  'find.searching': 'Wird gesucht …',
  'find.wordless': 'Dieses Dokument enthält keine Wörter, die man suchen könnte',
  'find.at': '{place} von {count}',
  'find.at-page': '{place} von {count}, Seite {page}',
  'tree.source': 'Quelltext',
  'tree.tree': 'Baum',
  'tree.choose': 'Art der Anzeige',
  'tree.label': 'Aufbau von {name}',
  'tree.comment': 'Kommentar',
  'tree.instruction': 'Verarbeitungsanweisung',
  'tree.cut': 'Nur die ersten {count} Zeilen werden gezeigt. Der Quelltext zeigt alles.',
  'documents.search': 'Nach Namen suchen',
  'documents.found': { one: '{count} Dokument gefunden', other: '{count} Dokumente gefunden' },
  'documents.place': '{place} von {all}',
  'documents.previous': 'Zurück',
  'documents.next': 'Weiter',
};
