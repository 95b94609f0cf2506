import type { LookCatalogue } from './messages.en.ts';

export const lookFrench: LookCatalogue = {
  'frame.sandbox': 'Environnement d’essai. Ce qui est fait ici n’a aucun effet juridique.',
  'viewer.label': 'Document',
  'viewer.pages': 'Pages de {name}',
  'viewer.text': 'Texte de {name}',
  'viewer.xml': 'Code source de {name}',
  'viewer.picture': 'Image : {name}',
  'viewer.sheet': 'Page {page} sur {pages}',
  'viewer.page': 'Page',
  'viewer.of': 'sur {pages}',
  'viewer.zoom-out': 'Réduire',
  'viewer.zoom-in': 'Agrandir',
  'viewer.zoom': 'Zoom {percent}',
  'viewer.download': 'Télécharger',
  'viewer.fetching': 'Préparation de l’affichage des pages…',
  'viewer.opening': 'Ouverture du document…',
  'viewer.unavailable':
    'L’afficheur de documents n’a pas pu être chargé. Le document lui-même est ici : téléchargez-le, ou rechargez cette page.',
  'viewer.reload': 'Recharger cette page',
  'viewer.unreadable':
    'Ce navigateur ne peut pas afficher le document. Vous pouvez le télécharger et l’ouvrir avec un autre programme.',
  'viewer.attachments': {
    one: 'Ce document comporte {count} fichier joint qui n’est pas affiché ici.',
    other: 'Ce document comporte {count} fichiers joints qui ne sont pas affichés ici.',
  },
  'viewer.scripts':
    'Ce document contient des scripts. Ils ne s’exécutent pas ici ; un autre programme peut afficher autre chose.',
  'viewer.unseen-characters': {
    one: 'Ce texte contient {count} caractère invisible. Il est affiché par son code.',
    other: 'Ce texte contient {count} caractères invisibles. Ils sont affichés par leurs codes.',
  },
  'viewer.xml-outside':
    'Ce XML nomme un type de document ou une feuille de style, qui ne sont pas utilisés ici. Un autre programme peut afficher autre chose.',
  'viewer.dynamic': 'Ce document est un formulaire dynamique. Un autre programme peut afficher autre chose.',
  'viewer.launches':
    'Ce document peut lancer des programmes ou ouvrir d’autres fichiers. Cela ne se produit pas ici ; un autre programme peut le faire.',
  'viewer.links': 'Ce document contient des liens vers Internet. Ici, ils ne mènent nulle part.',
  'viewer.media': 'Ce document contient du son, de la vidéo ou un contenu animé, qui n’est pas affiché ici.',
  'viewer.outside':
    'Ce document intègre un contenu venu d’ailleurs, qui n’est pas affiché ici. Un autre programme peut afficher autre chose.',
  'viewer.sends': 'Ce document peut envoyer à d’autres ce que l’on y saisit. Cela ne se produit pas ici.',
  'viewer.unsearched':
    'Des parties de ce document n’ont pas pu être examinées à la recherche de programmes, de liens et d’autres choses que les pages ne montrent pas.',
  'find.open': 'Rechercher',
  'find.label': 'Rechercher dans le document',
  'find.next': 'Occurrence suivante',
  'find.previous': 'Occurrence précédente',
  'find.close': 'Fermer',
  'find.none': 'Introuvable',
  'find.searching': 'Recherche en cours…',
  'find.wordless': 'Ce document ne contient pas de mots à rechercher',
  'find.at': '{place} sur {count}',
  'find.at-page': '{place} sur {count}, page {page}',
  'tree.source': 'Code source',
  'tree.tree': 'Arborescence',
  'tree.choose': 'Mode d’affichage',
  'tree.label': 'Structure de {name}',
  'tree.comment': 'Commentaire',
  'tree.instruction': 'Instruction de traitement',
  'tree.cut': 'Seules les {count} premières lignes sont affichées. Le code source montre tout.',
  'documents.search': 'Rechercher par nom',
  'documents.found': { one: '{count} document trouvé', other: '{count} documents trouvés' },
  'documents.place': '{place} sur {all}',
  'documents.previous': 'Précédent',
  'documents.next': 'Suivant',
};
