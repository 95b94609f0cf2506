import { lookFrench } from '@chancery/look/messages.fr';
import type { ResultCatalogue } from './messages.en.ts';

export const french: ResultCatalogue = {
  ...lookFrench,
  'page.loading-title': 'Un instant',
  'page.loading': 'Chargement du résultat…',

  'chip.signed': 'Signé',
  'chip.sealed': 'Cachet apposé',
  'chip.not-sealed': 'Sans cachet',
  'chip.waiting': 'En cours',
  'chip.not-signed': 'Non signé',

  'chip.incomplete': 'Inachevé',
  'mark.waiting': 'En attente',
  'mark.left-out': 'Écarté',
  'mark.failed': 'Échec',
  'mark.lower': 'Signé, {level}',
  'mark.sealed-lower': 'Cacheté, {level}',
  'signed.title': { one: 'Votre document est signé', other: '{count} documents sont signés' },
  'signed.partly': {
    one: '{count} document sur {all} est signé',
    other: '{count} documents sur {all} sont signés',
  },
  'sealed.partly': {
    one: '{count} document sur {all} porte le cachet',
    other: '{count} documents sur {all} portent le cachet',
  },
  'signed.lower': {
    one: '{count} document ne comporte pas tout ce qui était demandé, car une autorité n’a pas répondu. Sa signature est faite malgré tout.',
    other:
      '{count} documents ne comportent pas tout ce qui était demandé, car une autorité n’a pas répondu. Leurs signatures sont faites malgré tout.',
  },
  'signed.lead': {
    one: '{client} l’a reçu. Vous pouvez le lire ici et en garder une copie.',
    other: '{client} les a reçus. Vous pouvez les lire ici et en garder des copies.',
  },
  'signed.no-longer-kept': {
    one: '{client} l’a reçu. Il n’est plus conservé ici ; {client} peut vous en donner une copie.',
    other: '{client} les a reçus. Ils ne sont plus conservés ici ; {client} peut vous en donner des copies.',
  },
  'sealed.title': { one: 'Votre document porte le cachet', other: '{count} documents portent le cachet' },
  'sealed.waiting': 'Le cachet est en cours de création',
  'sealed.expired':
    'Aucun cachet n’a été apposé. Si vous souhaitez finalement l’apposer, adressez-vous à {client} pour une nouvelle demande.',
  'sealed.refused': 'Aucun cachet n’a été apposé. {client} sait que vous avez refusé. Vous pouvez revenir.',
  'sealed.cancelled': '{client} a clos cette demande. Aucun cachet n’a été apposé. Vous pouvez revenir.',
  'sealed.failed': 'Le cachet n’a pas pu être apposé',
  'sealed.failed-lead':
    'Aucun cachet n’a été apposé et rien n’est perdu. Adressez-vous à {client} pour une nouvelle demande, et donnez la référence à l’assistance si cela se reproduit.',
  'waiting.title': 'Votre signature est en cours de création',
  'waiting.lead': 'Cela prend quelques secondes. La page continue d’elle-même.',
  'waiting.progress': {
    one: '{count} document sur {all} est signé.',
    other: '{count} documents sur {all} sont signés.',
  },
  'sealed.progress': {
    one: '{count} document sur {all} porte le cachet.',
    other: '{count} documents sur {all} portent le cachet.',
  },
  'refused.title': 'Vous avez refusé',
  'refused.lead': 'Rien n’a été signé. {client} sait que vous avez refusé. Vous pouvez revenir.',
  'expired.title': 'Le temps de cette demande est écoulé',
  'expired.lead':
    'Rien n’a été signé. Si vous souhaitez finalement signer, adressez-vous à {client} pour une nouvelle demande.',
  'cancelled.title': 'Cette demande a été retirée',
  'cancelled.lead': '{client} a clos cette demande. Rien n’a été signé. Vous pouvez revenir.',
  'failed.title': 'Le document n’a pas pu être signé',
  'failed.lead':
    'Rien n’a été signé et rien n’est perdu. Adressez-vous à {client} pour une nouvelle demande, et donnez la référence à l’assistance si cela se reproduit.',
  'failed.approved':
    'Vous avez approuvé, mais l’opération n’a pas pu aboutir : il n’existe aucun document signé, et {client} n’en a reçu aucun. Demandez une nouvelle demande à {client}, et donnez la référence à l’assistance si cela se reproduit.',
  'sealed.failed-approved':
    'Vous avez approuvé, mais l’opération n’a pas pu aboutir : il n’existe aucun document cacheté, et {client} n’en a reçu aucun. Demandez une nouvelle demande à {client}, et donnez la référence à l’assistance si cela se reproduit.',
  'failed.document': 'La raison se trouve dans « {name} ». Les documents vont ensemble : tous ou aucun.',
  'reason.input': 'Ce qui était demandé pour la signature ne convient pas au document.',
  'reason.changed': 'Le document n’est plus tel qu’il a été affiché.',
  'reason.revoked': 'Le certificat n’est plus valable.',
  'missing.title': 'Il n’y a pas de résultat ici',
  'missing.lead':
    'L’adresse est peut-être incomplète, ou le résultat n’est plus conservé. Rien n’a été signé par cette visite. Revenez d’où vous venez.',
  'unreachable.title': 'Il n’y a pas de connexion',
  'unreachable.lead':
    'Le résultat n’a pas pu être chargé. Ce qui a été décidé reste décidé. Veuillez recharger cette page.',

  'choose.title': 'Avant de signer',
  'choose.lead':
    '{client} vous laisse un choix. Vous lirez ce qui est signé à la page suivante, et c’est là que vous déciderez.',
  'choose.identity': 'Vous signez en tant que',
  'choose.certificate': 'Certificat de {issuer}, valable jusqu’au {until}',
  'choose.documents': 'Documents à signer',
  'choose.required': 'Ne peut pas être écarté',
  'choose.count': {
    one: '{count} document sur {all} sera signé.',
    other: '{count} documents sur {all} seront signés.',
  },
  'choose.none': 'Choisissez au moins un document.',
  'choose.place': 'Emplacement de votre signature',
  'choose.place-lead':
    'Cliquez sur une page, faites glisser le cadre, ou déplacez-le avec les flèches ; avec Maj, elles changent sa taille.',
  'choose.page': 'Page',
  'choose.left': 'Depuis la gauche, mm',
  'choose.top': 'Depuis le haut, mm',
  'choose.width': 'Largeur, mm',
  'choose.height': 'Hauteur, mm',
  'choose.frame':
    'Votre signature : page {page}, à {left} mm de la gauche et à {top} mm du haut, {width} sur {height} mm',
  'choose.here': 'Votre signature',
  'choose.action': 'Continuer',
  'choose.hint': 'Rien n’est encore signé.',
  'choose.shown-later': 'Ce document est affiché à la page suivante, avant votre décision.',
  'choose.failed': 'Votre choix n’a pas pu être enregistré. Rien n’a été signé. Veuillez réessayer.',
  'signed.left-out': {
    one: '{count} document a été écarté, comme vous l’avez choisi.',
    other: '{count} documents ont été écartés, comme vous l’avez choisi.',
  },

  'fact.document': { one: 'Document', other: 'Documents' },
  'fact.signer': 'Signé par',
  'fact.sealer': 'Cachet de',
  'fact.client': 'Demandé par',
  'fact.reference': 'Référence pour l’assistance',
  'fact.at': 'Moment',
  'fact.certificate': 'Certificat de',
  'fact.until': 'valable jusqu’au {until}',
  'fact.level': 'Contient',
  'verdict.passed':
    'Un outil de validation juge la signature valide : le document n’a pas changé depuis, et le certificat mène à une autorité reconnue ici.',
  'verdict.seal-passed':
    'Un outil de validation juge le cachet valide : le document n’a pas changé depuis, et le certificat mène à une autorité reconnue ici.',
  'verdict.untrusted':
    'Un outil de validation trouve le document inchangé, mais le certificat ne mène à aucune autorité reconnue ici.',
  'verdict.doubt': 'Un outil de validation ne peut pas dire si la signature est valide ({reason}).',
  'verdict.seal-doubt': 'Un outil de validation ne peut pas dire si le cachet est valide ({reason}).',
  'verdict.failed':
    'Un outil de validation juge la signature non valide ({reason}). Veuillez donner la référence à l’assistance.',
  'verdict.seal-failed':
    'Un outil de validation juge le cachet non valide ({reason}). Veuillez donner la référence à l’assistance.',
  'verdict.not-judged':
    'Cette page n’examine que les documents PDF de 16 Mo au plus. Tout outil de validation peut examiner celui-ci.',
  'verdict.B-B': 'Le document ne contient que l’essentiel : de qui, et pour quoi (B-B).',
  'verdict.B-T': 'Le document contient en outre un horodatage (B-T).',
  'verdict.B-LT': 'Le document contient un horodatage et la preuve que le certificat était valable (B-LT).',
  'verdict.B-LTA': 'Le document contient tout ce qui en apporte la preuve pour de longues années (B-LTA).',
  'verdict.revocation': 'Il n’a pas été vérifié si le certificat avait été révoqué.',
  'level.B-B': 'Qui a signé, et quoi (B-B)',
  'level.B-T': 'En outre, un horodatage (B-T)',
  'level.B-LT': 'Un horodatage et la preuve que le certificat était valable (B-LT)',
  'level.B-LTA': 'Tout ce qui la prouve pour de longues années (B-LTA)',
  'documents.label': 'Documents',
  'documents.failed': 'Cette copie n’a pas pu être chargée. Veuillez recharger la page.',
  'next.check': 'Comment vérifier cette signature ?',
  'next.check-seal': 'Comment vérifier ce cachet ?',
  'next.check-text':
    'Ouvrez le fichier téléchargé dans un lecteur PDF : il montre qui a signé et que rien n’a été modifié depuis.',
  'next.check-seal-text':
    'Ouvrez le fichier téléchargé dans un lecteur PDF : il montre, comme une signature, quelle organisation a apposé son cachet et que rien n’a été modifié depuis.',
  'next.check-sandbox':
    'Dans cet environnement d’essai, le lecteur ne connaît pas l’émetteur, car les certificats ne sont faits que pour essayer.',
  'action.all': 'Tout télécharger en ZIP',
  'action.back': 'Retour à {client}',
  'action.back-nameless': 'Retour',
  'action.somebody': 'la partie demandeuse',
  'action.reload': 'Recharger cette page',
};
