import { lookFrench } from '@chancery/look/messages.fr';
import type { Words } from './words.en.ts';

export const french: Words = {
  'frame.sandbox': lookFrench['frame.sandbox'],
  'legal.terms': lookFrench['legal.terms'],
  'legal.privacy': lookFrench['legal.privacy'],
  'legal.imprint': lookFrench['legal.imprint'],
  'page.reference': 'Référence pour l’assistance : {reference}',
  'link.again': 'Réessayer',
  'link.somebody-else': 'Se connecter en tant qu’une autre personne',
  'link.on': 'Continuer',
  'link.developers': 'Pour les développeurs : les API',

  'front.title': 'Ceci est un service de signature',
  'front.text':
    'Des applications envoient ici des personnes lorsqu’il y a quelque chose à signer. Il n’y a rien à y faire de soi-même.',

  'refusal.not_found.title': 'Il n’y a rien ici',
  'refusal.not_found.text':
    'L’adresse est peut-être incomplète, ou ce vers quoi elle menait n’est plus conservé. Rien n’a été signé par cette visite. Veuillez revenir d’où vous venez.',
  'refusal.account_inactive.title': 'Votre compte n’est pas actif',
  'refusal.account_inactive.text':
    'Votre compte est suspendu ici. Rien n’a été signé par cette visite. Veuillez vous adresser à ceux qui vous ont envoyé.',
  'refusal.forbidden.title': 'Ceci est destiné à une autre personne',
  'refusal.forbidden.text':
    'Vous êtes connecté en tant que {name} ; ceci est destiné à une autre personne. Rien n’a été signé par cette visite.',
  'refusal.expired.title': 'Le temps prévu est écoulé',
  'refusal.expired.text': 'Rien n’a été signé par cette visite. Veuillez demander une nouvelle adresse.',
  'refusal.conflict.title': 'Impossible de continuer',
  'refusal.conflict.text':
    'La clé, le certificat ou l’approbation ne le permet plus. Rien n’a été signé par cette visite. Veuillez revenir en arrière et recommencer ; si cela se reproduit, donnez la référence à l’assistance.',
  'refusal.in_progress.title': 'Une autre fenêtre en est à cette étape',
  'refusal.in_progress.text': 'Rien n’a été signé par cette visite. Veuillez recharger la page.',
  'refusal.not_enrolled.title': 'Votre signature n’est pas configurée',
  'refusal.not_enrolled.text': 'Rien n’a été signé par cette visite. Veuillez revenir en arrière et recommencer.',
  'refusal.too_many_requests.title': 'C’était trop souvent',
  'refusal.too_many_requests.text': 'Rien n’a été signé par cette visite. Veuillez réessayer dans une minute.',
  'refusal.unavailable.title': 'Le service est injoignable',
  'refusal.unavailable.text':
    'Le service de signature, ou une autorité dont il dépend, ne répond pas. Rien n’est perdu, et rien n’a été signé par cette visite. Veuillez réessayer dans une minute.',
  'refusal.peer_refused.title': 'Le service ne peut pas continuer',
  'refusal.peer_refused.text':
    'Une autorité dont dépend le service de signature a refusé. Rien n’a été signé par cette visite. Veuillez donner la référence à l’assistance.',
  'refusal.internal.title': 'Une erreur s’est produite de notre côté',
  'refusal.internal.text':
    'Rien n’a été signé par cette visite. Veuillez réessayer plus tard et donner la référence à l’assistance.',
  'refusal.other.title': 'Cela n’est pas possible',
  'refusal.other.text':
    'Cela ne peut pas se faire de cette manière. Rien n’a été signé par cette visite. Veuillez revenir en arrière et recommencer.',

  'ending.open.title': 'Rien n’est encore décidé',
  'ending.open.text': 'Vous pouvez rouvrir l’adresse qui vous a été donnée et continuer.',
  'ending.refused.title': 'Vous avez refusé',
  'ending.refused.enrol': 'Rien n’a été configuré. Vous pouvez fermer cette page.',
  'ending.refused.key.create': 'Aucune clé n’a été créée. Vous pouvez fermer cette page.',
  'ending.refused.key.delete': 'La clé est restée telle quelle. Vous pouvez fermer cette page.',
  'ending.refused.factor.change': 'Rien n’a été modifié. Vous pouvez fermer cette page.',
  'ending.enrol.title': 'Vous pouvez maintenant signer',
  'ending.enrol.text': 'Votre clé d’accès est enregistrée. Vous pouvez fermer cette page.',
  'ending.key.create.title': 'Votre clé de signature est prête',
  'ending.key.create.text': 'Son certificat est à votre nom. Vous pouvez fermer cette page.',
  'ending.key.delete.title': 'La clé est détruite',
  'ending.key.delete.text':
    'Personne ne peut plus signer avec elle. Ce qui a été signé auparavant avec elle reste valable. Vous pouvez fermer cette page.',
  'ending.factor.change.title': 'C’est modifié',
  'ending.factor.change.text': 'Cela vaut dès la prochaine approbation. Vous pouvez fermer cette page.',
  'ending.seal.enrol.title': 'Vous pouvez maintenant apposer le cachet',
  'ending.seal.enrol.text': 'Votre clé d’accès est enregistrée pour l’organisation. Vous pouvez fermer cette page.',
  'ending.seal.key.create.title': 'La clé de cachet est prête',
  'ending.seal.key.create.text': 'Son certificat est au nom de l’organisation. Vous pouvez fermer cette page.',
  'ending.seal.key.delete.title': 'La clé de cachet est détruite',
  'ending.seal.key.delete.text':
    'Personne ne peut plus apposer de cachet avec elle. Les cachets apposés auparavant restent valables. Vous pouvez fermer cette page.',

  'told.login-expired.title': 'Cette connexion a expiré',
  'told.login-expired.text': 'Rien n’a été signé. Revenez d’où vous venez et recommencez.',
  'told.login-failed.title': 'La connexion n’a pas abouti',
  'told.login-failed.text':
    'Votre fournisseur d’identité n’a pas confirmé qui vous êtes. Rien n’a été signé. Vous pouvez réessayer.',
  'told.login-unavailable.title': 'Personne ne peut se connecter ici pour le moment',
  'told.login-unavailable.text':
    'Le fournisseur d’identité ne répond pas ou n’est pas encore configuré. Rien n’a été signé. Veuillez réessayer dans une minute.',
  'told.no-account.title': 'Votre compte n’est pas actif ici',
  'told.no-account.text':
    'Vous êtes connecté chez votre fournisseur d’identité, mais il n’y a pas de compte actif pour vous ici. Rien n’a été signé. Adressez-vous à ceux qui vous ont envoyé ici, ou connectez-vous en tant qu’une autre personne.',
  'told.logout-by-another.title': 'Vous êtes toujours connecté',
  'told.logout-by-another.text': 'Une autre page a demandé de vous déconnecter. Rien n’a été fait.',
  'told.logged-out.title': 'Vous êtes déconnecté',
  'told.logged-out.text':
    'Votre session ici est terminée. Vous êtes peut-être encore connecté chez votre fournisseur d’identité.',
  'told.request-over.title': 'Cette demande est terminée',
  'told.request-over.text':
    'Elle a expiré, a déjà reçu une réponse, ou a commencé dans un autre navigateur. Rien n’a été signé en ouvrant cette page. Revenez à l’application et recommencez.',
  'told.request-refused.title': 'Cette demande a été refusée',
  'told.request-refused.text':
    'L’application a demandé d’une manière qui n’est pas comprise ici : {reason}. Rien n’a été signé. Revenez à l’application et recommencez.',

  'told.released.title': 'Votre choix est enregistré',
  'told.released.text': 'La suite arrive dans un instant. Rien n’a été signé par ce choix.',

  'release.title': 'Que peut-on savoir de vous ?',
  'release.lead':
    '{client} souhaite en savoir plus sur vous que votre seule présence ici. Vous décidez de ce qui est transmis. Quoi que vous refusiez, vous pourrez signer.',
  'release.purpose': 'Pourquoi, selon {client}',
  'release.legend': 'Transmettre à {client}',
  'release.hint':
    'Ce qui n’est pas coché n’est pas transmis. On ne vous interrogera de nouveau que si {client} demande davantage.',
  'release.action': 'Continuer',
  'release.unknown': 'Pas encore connu ici',
  'release.claim.name': 'Nom complet',
  'release.claim.given_name': 'Prénom',
  'release.claim.family_name': 'Nom de famille',
  'release.claim.person_identifier': 'Numéro d’identité',

  'standing.title': 'Ce que les applications peuvent savoir de vous',
  'standing.lead':
    'Vous avez autorisé ces applications à savoir quelque chose de vous. Vous pouvez retirer cette autorisation à tout moment.',
  'standing.none':
    'Vous n’avez autorisé aucune application à en savoir plus sur vous que votre seule présence ici. Une application qui souhaite en savoir plus vous le demande d’abord.',
  'standing.taken-back':
    'L’autorisation est retirée. Désormais, plus rien n’est transmis ; ce qui a déjà été transmis reste chez qui l’a reçu. Vos signatures restent telles quelles.',
  'standing.action': 'Retirer l’autorisation à {client}',
  'standing.link': 'Ce que vous avez autorisé jusqu’ici, et comment le retirer',
};
