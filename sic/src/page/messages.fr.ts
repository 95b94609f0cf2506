import { lookFrench } from '@chancery/look/messages.fr';
import type { Catalogue, CatalogueOfChanges, CatalogueOfSeals } from './catalogue.ts';

/** What the approval page says in French, in the words of the eIDAS Regulation: signature, cachet, prestataire de services de confiance. */
export const signatures: Catalogue = {
  ...lookFrench,
  'page.loading': 'Chargement de la demande…',
  'page.loading-title': 'Un instant',

  'fact.client': 'Demandé par',
  'fact.document': 'Document',
  'fact.documents': 'Documents',
  'fact.signer': 'Vous signez en tant que',
  'fact.represented': 'Vous agissez pour',
  'fact.certificate': 'Certificat de {issuer}, valable jusqu’au {until}',
  'fact.holder': 'Au nom de',
  'fact.count': { one: '{count} document', other: '{count} documents' },
  'fact.fingerprint': { one: 'SHA-256 du document', other: 'SHA-256 des documents' },
  'fact.size': 'Taille',
  'fact.pages': { one: '{count} page', other: '{count} pages' },
  'fact.person': 'Vous êtes',
  'fact.phone': 'Téléphone',
  'fact.provider': 'Confirmé par',
  'fact.terms': 'Conditions',
  'fact.terms-version': 'version {version}',
  'fact.terms-digest': 'SHA-256 des conditions',
  'fact.algorithm': 'Algorithme',
  'fact.request': 'Demande',
  'fact.policy': 'Règle d’approbation',
  'fact.key': 'Clé de la déclaration',
  'fact.hashes': 'Valeurs à signer',

  'time.title': 'Temps pour décider',
  'time.left': 'Encore {duration}',
  'time.bar': 'Temps restant',
  'time.more': 'Il me faut plus de temps',
  'time.soon':
    'Il reste moins d’une minute pour décider. Une fois le temps écoulé, rien n’est signé et vous pouvez recommencer.',

  'action.refuse': 'Refuser',
  'action.report': 'Je n’ai rien demandé',
  'action.continue': 'Continuer',
  'action.retry': 'Réessayer',
  'action.reload': 'Recharger cette page',
  'report.question': 'Quelque chose ne va pas ?',
  'details.title': 'Détails techniques',
  'details.checks': 'Vérifié dans ce navigateur',

  'sign.title': { one: 'Signer ce document ?', other: 'Signer ces {count} documents ?' },
  'sign.kind': 'Signature électronique',
  'sign.lead': {
    one: '{client} demande votre signature. Lisez le document, puis décidez.',
    other: '{client} demande votre signature. Lisez les documents, puis décidez.',
  },
  'sign.action': 'Signer',
  'sign.hint':
    '« Signer » vous demande votre clé d’accès : empreinte digitale, visage ou code de l’appareil. Rien n’est signé avant.',
  'sign.checking': { one: 'Vérification du document…', other: 'Vérification des documents…' },
  'sign.progress': '{done} documents vérifiés sur {all}.',
  'sign.which': 'Afficher le premier d’entre eux : {name}',
  'sign.checked': 'Vérifié dans ce navigateur : ce que vous voyez est exactement ce qui sera signé.',
  'sign.checked-download':
    'Vérifié dans ce navigateur : ce que vous voyez ou téléchargez ici est exactement ce qui sera signé.',
  'sign.blocked': 'La signature n’est pas possible : voir la note ci-dessus.',
  'sign.mark': 'Exactement ce qui sera signé',
  'sign.unseen': {
    one: 'Le contenu de {count} document n’est pas disponible ici : {client} n’en a transmis que l’empreinte numérique. Ne signez que si vous connaissez le document par ailleurs et que vous faites confiance à {client}.',
    other:
      'Le contenu de {count} documents n’est pas disponible ici : {client} n’en a transmis que les empreintes numériques. Ne signez que si vous connaissez les documents par ailleurs et que vous faites confiance à {client}.',
  },
  'sign.unseen-page':
    'Le contenu de ce document n’est pas disponible ici. {client} n’en a transmis que l’empreinte numérique.',
  'sign.canonical':
    'Voici le XML sous la forme qui est signée. C’est exactement ce que vous voyez ici qui est signé, et non le fichier dont il provient.',
  'sign.unshown': {
    one: 'Cette page ne peut pas afficher le contenu de {count} document. Téléchargez-le et ouvrez-le avant de signer.',
    other:
      'Cette page ne peut pas afficher le contenu de {count} documents. Téléchargez-les et ouvrez-les avant de signer.',
  },
  'sign.unshown-page':
    'Cette page ne peut pas afficher le contenu de ce document. Téléchargez-le et ouvrez-le avec un programme de confiance avant de signer.',
  'sign.no-passkey':
    'Il n’existe pas encore de clé d’accès pour votre signature. Rien ne peut être signé ici. Revenez en arrière et configurez votre signature.',
  'sign.choose': 'Documents à signer',
  'mark.doubt': 'Contrôle non réussi',
  'mark.unreachable': 'Non chargé',
  'mark.unseen': 'Empreinte seule',
  'mark.unshown': 'À télécharger',
  'check.statement': 'La demande vient du module de signature et s’adresse à cette page.',
  'check.original': 'Le document est celui que {client} a remis.',
  'check.range': 'La signature couvrira tout le document.',
  'check.dtbsr': 'La valeur à signer appartient à ce document et à aucun autre.',
  'check.terms': 'Les conditions sont celles que nomme la demande.',

  'key.title': 'Créer votre clé de signature ?',
  'key.kind': 'Nouvelle clé de signature',
  'key.lead':
    'Une clé qui vous est propre sera créée et conservée dans le module de signature. Vous seul pouvez l’utiliser, avec votre clé d’accès. {client} le demande.',
  'key.once-title': 'Créer une clé pour cette signature ?',
  'key.once-lead':
    'Une clé sera créée pour cette seule signature et détruite au moment de signer. Vous lirez ensuite ce qui doit être signé, et vous déciderez alors. {client} le demande.',
  'key.once-hint':
    '« Créer la clé » vous demande votre clé d’accès : empreinte digitale, visage ou code de l’appareil. Rien n’est signé avant que vous ne décidiez une seconde fois.',
  'fact.once': 'Créée pour cette seule signature : sa clé est détruite au moment de signer.',
  'key.accept': 'J’ai lu les conditions et je les accepte.',
  'key.action': 'Créer la clé',
  'key.hint':
    '« Créer la clé » vous demande votre clé d’accès : empreinte digitale, visage ou code de l’appareil. Rien n’est créé avant.',
  'key.terms-title': 'Conditions de {operator}',
  'key.loading': 'Chargement des conditions…',
  'key.checked': 'Vérifié dans ce navigateur : voici les conditions que vous acceptez.',

  'delete.title': 'Détruire cette clé de signature ?',
  'delete.kind': 'Fin d’une clé de signature',
  'delete.lead': '{client} le demande en votre nom. N’approuvez que si vous le voulez vous-même.',
  'delete.forever':
    'La clé est détruite pour toujours : personne ne pourra plus signer avec elle, et personne ne pourra la rétablir.',
  'delete.certificate': 'Son certificat ne vous servira plus.',
  'delete.stays': 'Ce que vous avez signé auparavant avec elle reste valable.',
  'delete.no-certificate': 'Pas encore de certificat : rien n’a été signé avec elle.',
  'delete.understood': 'Je comprends que cela est irréversible.',
  'delete.action': 'Détruire la clé',
  'delete.hint':
    '« Détruire la clé » vous demande votre clé d’accès : empreinte digitale, visage ou code de l’appareil. Rien n’est détruit avant.',
  'fact.doomed': 'Clé',

  'consent.hint': 'Vous êtes connecté : rien de plus ne vous est demandé. Rien ne se passe avant votre décision.',
  'login.action': 'Se connecter chez {provider}',
  'login.instead': 'Se connecter plutôt chez {provider}',
  'login.hint':
    'Vous vous connecterez chez {provider} et reviendrez ici pour décider. Votre mot de passe reste là-bas.',
  'login.done-as':
    'Vous venez de vous connecter chez {provider} en tant que {name}. Décidez maintenant : la connexion ne vaut que pour cette demande.',
  'login.done':
    'Vous venez de vous connecter chez {provider}. Décidez maintenant : la connexion ne vaut que pour cette demande.',
  'login.done-hint':
    'La connexion que vous venez d’établir prouve que c’est bien vous. Rien ne se passe avant votre décision.',
  'login.passkey-instead': 'Utiliser plutôt la clé d’accès',

  'typed.hint':
    'Ce que vous saisissez est chiffré ici pour le module de signature : personne ne peut le lire en chemin.',
  'typed.left': { one: 'Il reste {count} essai.', other: 'Il reste {count} essais.' },
  'pin.label': 'Votre code PIN',
  'pin.locked': 'Votre code PIN est bloqué pour un temps, après trop d’essais erronés.',
  'pin.instead': 'Utiliser plutôt le code PIN',
  'pin.new': 'Nouveau code PIN',
  'pin.again': 'Confirmez le nouveau code PIN',
  'pin.rules': 'De six à douze chiffres, ou au moins huit caractères. Ni suites, ni répétitions, ni dates.',
  'pin.differ': 'Les deux saisies ne concordent pas encore.',
  'otp.lead': 'Un code peut être envoyé à {to}.',
  'otp.send': 'Envoyer le code',
  'otp.again': 'Envoyer un autre code',
  'otp.wait': { one: 'Autre code dans {count} seconde', other: 'Autre code dans {count} secondes' },
  'otp.label': 'Le code envoyé à {to}',
  'otp.instead': 'Recevoir plutôt un code',
  'otp.too-often':
    'Trop de codes ont été envoyés en peu de temps. Veuillez patienter un moment avant d’en demander un autre.',
  'otp.not-sent': 'Le code n’a pas pu être envoyé. Veuillez réessayer dans un instant.',

  'phone.action': 'Demander à mon téléphone',
  'phone.instead': 'Utiliser plutôt le téléphone',
  'phone.lead': 'Vous pouvez approuver sur votre téléphone : {model}.',
  'phone.hint': 'L’application de votre téléphone affiche de nouveau cette demande. C’est là que vous décidez.',
  'phone.type':
    'Ouvrez l’application sur votre téléphone ({model}), lisez ce qu’elle affiche et saisissez-y ce nombre :',
  'phone.waiting': 'En attente de votre téléphone…',
  'phone.quiet':
    'Votre téléphone a été sollicité trop souvent sans réponse. Veuillez patienter une demi-heure, ou approuvez d’une autre manière.',
  'phone.not-asked': 'Votre téléphone n’a pas pu être sollicité. Veuillez réessayer dans un instant.',

  'change.kind': 'Votre sécurité',
  'change.lead': '{client} le demande en votre nom. N’approuvez que si vous en êtes à l’origine.',
  'change.add-webauthn': 'Ajouter une clé d’accès ?',
  'change.add-pin': 'Définir un code PIN ?',
  'change.add-device': 'Ajouter un téléphone ?',
  'change.remove-webauthn': 'Retirer une clé d’accès ?',
  'change.remove-pin': 'Retirer votre code PIN ?',
  'change.remove-device': 'Retirer un téléphone ?',
  'change.action': 'Modifier',
  'change.hint': '« Modifier » vous demande une clé d’accès que vous avez déjà. Rien n’est modifié avant.',
  'join.title': 'Ouvrez cette adresse avec l’application de votre téléphone',
  'join.lead': 'Elle vaut pour un seul téléphone et quelques minutes. Ne la montrez à personne d’autre.',
  'join.compare': 'Votre téléphone affiche-t-il les mêmes chiffres ?',
  'join.compare-lead': 'Un téléphone s’est présenté : {model}. Comparez les six chiffres sur les deux appareils.',
  'join.same': 'Ce sont les mêmes',
  'join.other': 'Ils diffèrent',
  'join.failed': 'Le téléphone n’a pas pu être ajouté. Veuillez recommencer.',

  'enrol.title': 'Configurez votre signature',
  'enrol.kind': 'Configuration',
  'enrol.lead':
    '{client} souhaite que vous puissiez signer. Vous confirmez d’abord qui vous êtes, puis vous créez une clé d’accès que vous seul pouvez utiliser.',
  'enrol.anew-lead':
    'Vous recommencez. Vos clés d’accès, vos téléphones et votre code PIN d’avant ne vaudront plus rien ; vos clés de signature restent les vôtres. Vous confirmez d’abord qui vous êtes, puis vous créez une clé d’accès.',
  'enrol.steps': 'Étapes',
  'enrol.step-identity': '1. Confirmez votre identité',
  'enrol.step-passkey': '2. Créez votre clé d’accès',
  'enrol.identity-action': 'Confirmer mon identité',
  'enrol.identity-hint': 'Vous vous connecterez chez {provider} et reviendrez ici. Votre mot de passe reste là-bas.',
  'enrol.passkey-title': 'Créez votre clé d’accès',
  'enrol.passkey-lead':
    'Votre identité est confirmée. Créez maintenant la clé d’accès avec laquelle vous approuverez chaque signature : empreinte digitale, visage ou code de l’appareil.',
  'enrol.passkey-action': 'Créer la clé d’accès',
  'enrol.passkey-hint':
    'La clé d’accès reste sur votre appareil ou dans votre gestionnaire de mots de passe. Personne d’autre ne peut approuver à votre place.',
  'enrol.passkey-name': 'Signature de {name}',
  'enrol.somebody': 'Votre signature',

  'enrol.officer-lead':
    '{client} souhaite que vous puissiez signer. La personne qui a vérifié votre identité vous donne un code, et vous créez une clé d’accès que vous seul pouvez utiliser.',
  'enrol.officer-check': 'Ne continuez que s’il s’agit bien de vous. C’est ce qui figurera dans votre certificat.',
  'enrol.ticket': 'Le code de la vérification d’identité',
  'enrol.ticket-hint':
    'Créez la clé d’accès sur un appareil à vous. La personne qui vérifie votre identité ne doit pas le faire à votre place.',
  'fact.number': 'Numéro au registre',

  'status.working': 'En attente de votre clé d’accès…',
  'status.sending': 'Envoi de votre décision…',

  'note.passkey-cancelled':
    'La clé d’accès n’a pas été utilisée. Rien n’a été signé. Vous pouvez réessayer ou refuser.',
  'note.passkey-exists':
    'Cet appareil a déjà une clé d’accès pour votre signature. Rien n’a été modifié. Utilisez un autre appareil ou refusez.',
  'note.passkey-unsupported':
    'Ce navigateur ne connaît pas les clés d’accès. Rien n’a été signé. Veuillez ouvrir cette page dans un navigateur actuel, sur un appareil à écran verrouillable.',
  'note.pin-weak': 'Ce code PIN est l’un des premiers que d’autres essaieraient. Veuillez en choisir un autre.',
  'note.evidence': 'La preuve n’a pas été acceptée. Rien n’a été signé. Vous pouvez réessayer ou refuser.',
  'note.login-other':
    'La connexion appartient à une autre demande. Rien n’a été signé. Veuillez confirmer encore une fois votre identité.',
  'note.login-refused': 'La connexion n’a pas abouti. Rien n’a été signé. Vous pouvez réessayer ou refuser.',
  'note.unavailable':
    'Le module de signature n’a pas répondu. Pour autant que cette page le sache, rien n’a été signé. Veuillez patienter un instant et réessayer.',
  'note.rate': 'C’était trop souvent en peu de temps. Rien n’a été signé. Veuillez patienter une minute et réessayer.',
  'note.unreachable':
    'Il n’y a pas de connexion. Pour autant que cette page le sache, rien n’a été signé. Veuillez réessayer.',
  'note.document-unreachable':
    'Le document n’a pas pu être chargé, rien ne peut donc être signé. Veuillez réessayer, ou refusez et informez-en {client}.',
  'note.terms-unreachable':
    'Les conditions n’ont pas pu être chargées, aucune clé ne peut donc être créée. Veuillez réessayer, ou refusez et informez-en {client}.',

  'doubt.original':
    'Ce n’est pas le document que {client} a remis. Il ne peut pas être signé ici, et rien n’a été signé. Veuillez refuser et en informer {client}.',
  'doubt.range':
    'La signature ne couvrirait pas tout le document. Il ne peut pas être signé ici, et rien n’a été signé. Veuillez refuser et en informer {client}.',
  'doubt.digest':
    'La valeur à signer n’appartient pas à ce document. Il ne peut pas être signé ici, et rien n’a été signé. Veuillez refuser et en informer {client}.',
  'doubt.terms':
    'Ce ne sont pas les conditions que nomme la demande. Aucune clé ne peut être créée ici, et rien n’a été signé. Veuillez refuser et en informer {client}.',
  'doubt.code': 'Contrôle non réussi : {code}',

  'outcome.approved': 'Vous avez approuvé',
  'outcome.approved-lead': 'La suite vient dans un instant.',
  'outcome.refused': 'Vous avez refusé',
  'outcome.refused-lead': 'Rien n’a été signé. {client} est informé de votre refus.',
  'outcome.reported': 'Merci. La demande est close',
  'outcome.reported-lead':
    'Rien n’a été signé. Si quelqu’un vous a demandé une approbation par téléphone ou par message, ne répondez pas. Informez {client} par une voie que vous connaissez déjà.',
  'outcome.close': 'Vous pouvez fermer cette page.',

  'problem.nothing-signed': 'Rien n’a été signé.',
  'problem.nothing-by-visit': 'Rien n’a été signé par cette visite.',
  'problem.reference': 'Référence pour l’assistance : {reference}',
  'problem.somebody': 'la partie demandeuse',
  'problem.not-found.what': 'Cette demande n’existe pas',
  'problem.not-found.do': 'L’adresse est peut-être incomplète. Veuillez revenir d’où vous venez et recommencer.',
  'problem.expired.what': 'Le temps de cette demande est écoulé',
  'problem.expired.do': 'Rien n’est perdu : continuez, et la question vous sera posée une nouvelle fois.',
  'problem.approved.what': 'Cette demande est déjà approuvée',
  'problem.approved.do':
    'Elle a été approuvée une fois et ne peut pas l’être à nouveau. Continuez pour voir ce qu’il en est advenu.',
  'problem.refused.what': 'Cette demande a été refusée',
  'problem.refused.do':
    'Continuez pour revenir. Si vous souhaitez finalement signer, {client} peut vous le redemander.',
  'problem.cancelled.what': 'Cette demande a été retirée',
  'problem.cancelled.do':
    'Soit {client} l’a close, soit une plus récente a pris sa place. Continuez pour savoir ce qu’il en est.',
  'problem.statement.what': 'Cette demande n’est pas digne de confiance',
  'problem.statement.do':
    'Elle ne vient pas du module de signature ou n’est pas destinée à cette page. Veuillez fermer la page et informer ceux qui vous ont envoyé ici.',
  'problem.policy.what': 'Cela n’est pas permis',
  'problem.policy.do':
    'Les règles du service de signature ne le permettent pas. Continuez pour revenir, et demandez à {client} si vous pensez qu’elles le devraient.',
  'problem.locked.what': 'Il y a eu trop d’essais',
  'problem.locked.do':
    'Veuillez patienter un moment, ou approuvez d’une autre manière. Si cela persiste, contactez le prestataire.',
  'problem.unreachable.what': 'Il n’y a pas de connexion',
  'problem.unreachable.do': 'Veuillez vérifier votre connexion et recharger cette page.',
  'problem.unavailable.what': 'Le module de signature ne répond pas',
  'problem.unavailable.do':
    'Veuillez patienter un instant et recharger cette page. La demande reste ouverte jusqu’à la fin de son temps.',
  'problem.internal.what': 'Une erreur s’est produite de notre côté',
  'problem.internal.do': 'Veuillez recharger cette page. Si cela se reproduit, donnez la référence à l’assistance.',
};

export const seals: CatalogueOfSeals = {
  'fact.signer': 'Le cachet est celui de',
  'fact.hashes': 'Valeurs qui reçoivent le cachet',
  'time.soon':
    'Il reste moins d’une minute pour décider. Une fois le temps écoulé, aucun cachet n’est apposé et vous pouvez recommencer.',

  'sign.title': { one: 'Apposer le cachet sur ce document ?', other: 'Apposer le cachet sur ces {count} documents ?' },
  'sign.kind': 'Cachet électronique',
  'sign.lead': {
    one: '{client} demande le cachet de {organization}. Il indique que le document vient de l’organisation ; ce n’est pas votre propre signature. Lisez le document, puis décidez.',
    other:
      '{client} demande le cachet de {organization}. Il indique que les documents viennent de l’organisation ; ce n’est pas votre propre signature. Lisez les documents, puis décidez.',
  },
  'sign.action': 'Apposer le cachet',
  'sign.hint':
    '« Apposer le cachet » vous demande votre clé d’accès : empreinte digitale, visage ou code de l’appareil. Aucun cachet n’est apposé avant.',
  'sign.checked': 'Vérifié dans ce navigateur : ce que vous voyez est exactement ce qui recevra le cachet.',
  'sign.checked-download':
    'Vérifié dans ce navigateur : ce que vous voyez ou téléchargez ici est exactement ce qui recevra le cachet.',
  'sign.blocked': 'Le cachet ne peut pas être apposé : voir la note ci-dessus.',
  'sign.mark': 'Exactement ce qui recevra le cachet',
  'sign.unseen': {
    one: 'Le contenu de {count} document n’est pas disponible ici : {client} n’en a transmis que l’empreinte numérique. N’apposez le cachet que si vous connaissez le document par ailleurs et que vous faites confiance à {client}.',
    other:
      'Le contenu de {count} documents n’est pas disponible ici : {client} n’en a transmis que les empreintes numériques. N’apposez le cachet que si vous connaissez les documents par ailleurs et que vous faites confiance à {client}.',
  },
  'sign.canonical':
    'Voici le XML sous la forme qui reçoit le cachet. C’est exactement ce que vous voyez ici qui reçoit le cachet, et non le fichier dont il provient.',
  'sign.unshown': {
    one: 'Cette page ne peut pas afficher le contenu de {count} document. Téléchargez-le et ouvrez-le avant d’apposer le cachet.',
    other:
      'Cette page ne peut pas afficher le contenu de {count} documents. Téléchargez-les et ouvrez-les avant d’apposer le cachet.',
  },
  'sign.unshown-page':
    'Cette page ne peut pas afficher le contenu de ce document. Téléchargez-le et ouvrez-le avec un programme de confiance avant d’apposer le cachet.',
  'sign.no-passkey':
    'Il n’existe pas encore de clé d’accès pour ce cachet. Aucun cachet ne peut être apposé ici. Revenez en arrière et configurez le cachet.',
  'sign.choose': 'Documents qui reçoivent le cachet',
  'check.range': 'Le cachet couvrira tout le document.',
  'check.dtbsr': 'La valeur qui reçoit le cachet appartient à ce document et à aucun autre.',

  'key.title': 'Créer la clé de cachet ?',
  'key.kind': 'Nouvelle clé de cachet',
  'key.lead':
    'Une clé pour les cachets de {organization} sera créée et conservée dans le module de signature. {client} le demande.',

  'delete.title': 'Détruire la clé de cachet ?',
  'delete.kind': 'Fin d’une clé de cachet',
  'delete.lead': '{client} le demande au nom de {organization}. N’approuvez que si vous le voulez vous-même.',
  'delete.forever':
    'La clé est détruite pour toujours : personne ne pourra plus apposer de cachet avec elle, et personne ne pourra la rétablir.',
  'delete.certificate': 'Son certificat ne servira plus à l’organisation.',
  'delete.stays': 'Les cachets apposés auparavant avec elle restent valables.',
  'delete.no-certificate': 'Pas encore de certificat : aucun cachet n’a été apposé avec elle.',

  'enrol.title': 'Configurez le cachet',
  'enrol.lead':
    '{client} souhaite que {organization} puisse apposer son cachet, et que vous l’approuviez. Vous confirmez d’abord qui vous êtes, puis vous créez une clé d’accès que vous seul pouvez utiliser.',
  'enrol.passkey-lead':
    'Votre identité est confirmée. Créez maintenant la clé d’accès avec laquelle vous approuverez chaque cachet : empreinte digitale, visage ou code de l’appareil.',
  'enrol.passkey-name': 'Cachet, approuvé par {name}',
  'enrol.somebody': 'Le cachet',

  'note.passkey-cancelled':
    'La clé d’accès n’a pas été utilisée. Aucun cachet n’a été apposé. Vous pouvez réessayer ou refuser.',
  'note.passkey-exists':
    'Cet appareil a déjà une clé d’accès pour ce cachet. Rien n’a été modifié. Utilisez un autre appareil ou refusez.',
  'note.passkey-unsupported':
    'Ce navigateur ne connaît pas les clés d’accès. Aucun cachet n’a été apposé. Veuillez ouvrir cette page dans un navigateur actuel, sur un appareil à écran verrouillable.',
  'note.evidence': 'La preuve n’a pas été acceptée. Aucun cachet n’a été apposé. Vous pouvez réessayer ou refuser.',
  'note.login-other':
    'La connexion appartient à une autre demande. Aucun cachet n’a été apposé. Veuillez confirmer encore une fois votre identité.',
  'note.login-refused': 'La connexion n’a pas abouti. Aucun cachet n’a été apposé. Vous pouvez réessayer ou refuser.',
  'note.unavailable':
    'Le module de signature n’a pas répondu. Pour autant que cette page le sache, aucun cachet n’a été apposé. Veuillez patienter un instant et réessayer.',
  'note.rate':
    'C’était trop souvent en peu de temps. Aucun cachet n’a été apposé. Veuillez patienter une minute et réessayer.',
  'note.unreachable':
    'Il n’y a pas de connexion. Pour autant que cette page le sache, aucun cachet n’a été apposé. Veuillez réessayer.',
  'note.document-unreachable':
    'Le document n’a pas pu être chargé, aucun cachet ne peut donc être apposé. Veuillez réessayer, ou refusez et informez-en {client}.',

  'doubt.original':
    'Ce n’est pas le document que {client} a remis. Le cachet ne peut pas être apposé ici, et aucun cachet n’a été apposé. Veuillez refuser et en informer {client}.',
  'doubt.range':
    'Le cachet ne couvrirait pas tout le document. Le cachet ne peut pas être apposé ici, et aucun cachet n’a été apposé. Veuillez refuser et en informer {client}.',
  'doubt.digest':
    'La valeur qui reçoit le cachet n’appartient pas à ce document. Le cachet ne peut pas être apposé ici, et aucun cachet n’a été apposé. Veuillez refuser et en informer {client}.',
  'doubt.terms':
    'Ce ne sont pas les conditions que nomme la demande. Aucune clé ne peut être créée ici, et aucun cachet n’a été apposé. Veuillez refuser et en informer {client}.',

  'outcome.refused-lead': 'Aucun cachet n’a été apposé. {client} est informé de votre refus.',
  'outcome.reported-lead':
    'Aucun cachet n’a été apposé. Si quelqu’un vous a demandé une approbation par téléphone ou par message, ne répondez pas. Informez {client} par une voie que vous connaissez déjà.',
  'problem.nothing-signed': 'Aucun cachet n’a été apposé.',
  'problem.nothing-by-visit': 'Aucun cachet n’a été apposé par cette visite.',
  'problem.refused.do':
    'Continuez pour revenir. Si vous souhaitez finalement apposer le cachet, {client} peut vous le redemander.',
};

export const changes: CatalogueOfChanges = {
  'time.soon':
    'Il reste moins d’une minute pour décider. Une fois le temps écoulé, rien n’est modifié et vous pouvez recommencer.',
  'sign.no-passkey':
    'Il n’y a rien ici par quoi vous pourriez approuver. Rien n’a été modifié. Veuillez revenir en arrière.',

  'note.passkey-cancelled':
    'La clé d’accès n’a pas été utilisée. Rien n’a été modifié. Vous pouvez réessayer ou refuser.',
  'note.passkey-unsupported':
    'Ce navigateur ne connaît pas les clés d’accès. Rien n’a été modifié. Veuillez ouvrir cette page dans un navigateur actuel, sur un appareil à écran verrouillable.',
  'note.evidence': 'La preuve n’a pas été acceptée. Rien n’a été modifié. Vous pouvez réessayer ou refuser.',
  'note.login-other':
    'La connexion appartient à une autre demande. Rien n’a été modifié. Veuillez confirmer encore une fois votre identité.',
  'note.login-refused': 'La connexion n’a pas abouti. Rien n’a été modifié. Vous pouvez réessayer ou refuser.',
  'note.unavailable':
    'Le module de signature n’a pas répondu. Pour autant que cette page le sache, rien n’a été modifié. Veuillez patienter un instant et réessayer.',
  'note.rate':
    'C’était trop souvent en peu de temps. Rien n’a été modifié. Veuillez patienter une minute et réessayer.',
  'note.unreachable':
    'Il n’y a pas de connexion. Pour autant que cette page le sache, rien n’a été modifié. Veuillez réessayer.',

  'outcome.refused-lead': 'Rien n’a été modifié. {client} est informé de votre refus.',
  'outcome.reported-lead':
    'Rien n’a été modifié. Si quelqu’un vous a demandé une approbation par téléphone ou par message, ne répondez pas. Informez {client} par une voie que vous connaissez déjà.',
  'problem.nothing-signed': 'Rien n’a été modifié.',
  'problem.nothing-by-visit': 'Rien n’a été modifié par cette visite.',
  'problem.refused.do': 'Continuez pour revenir. Si vous le souhaitez finalement, {client} peut vous le redemander.',
};
