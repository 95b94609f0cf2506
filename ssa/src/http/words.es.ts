import { lookSpanish } from '@chancery/look/messages.es';
import type { Words } from './words.en.ts';

export const spanish: Words = {
  'frame.sandbox': lookSpanish['frame.sandbox'],
  'legal.terms': lookSpanish['legal.terms'],
  'legal.privacy': lookSpanish['legal.privacy'],
  'legal.imprint': lookSpanish['legal.imprint'],
  'page.reference': 'Referencia para el soporte: {reference}',
  'link.again': 'Intentarlo de nuevo',
  'link.somebody-else': 'Iniciar sesión como otra persona',
  'link.on': 'Continuar',
  'link.developers': 'Para desarrolladores: las API',

  'front.title': 'Este es un servicio de firma',
  'front.text':
    'Las aplicaciones envían aquí a las personas cuando hay algo que firmar. Por su cuenta no hay nada que hacer aquí.',

  'refusal.not_found.title': 'Aquí no hay nada',
  'refusal.not_found.text':
    'Es posible que la dirección esté incompleta, o que aquello a lo que llevaba ya no se conserve. Con esta visita no se ha firmado nada. Vuelva al lugar de donde vino.',
  'refusal.account_inactive.title': 'Su cuenta no está activa',
  'refusal.account_inactive.text':
    'Su cuenta está suspendida aquí. Con esta visita no se ha firmado nada. Consulte a quien le envió.',
  'refusal.forbidden.title': 'Esto es para otra persona',
  'refusal.forbidden.text':
    'Ha iniciado sesión como {name}; esto es para otra persona. Con esta visita no se ha firmado nada.',
  'refusal.expired.title': 'El tiempo para esto ha terminado',
  'refusal.expired.text': 'Con esta visita no se ha firmado nada. Pida una dirección nueva.',
  'refusal.conflict.title': 'Esto no puede continuar',
  'refusal.conflict.text':
    'La clave, el certificado o la aprobación ya no lo permiten. Con esta visita no se ha firmado nada. Vuelva atrás y empiece de nuevo; si ocurre otra vez, indique la referencia al soporte.',
  'refusal.in_progress.title': 'Otra ventana está en este paso',
  'refusal.in_progress.text': 'Con esta visita no se ha firmado nada. Vuelva a cargar la página.',
  'refusal.not_enrolled.title': 'Su firma no está configurada',
  'refusal.not_enrolled.text': 'Con esta visita no se ha firmado nada. Vuelva atrás y empiece de nuevo.',
  'refusal.too_many_requests.title': 'Han sido demasiadas veces',
  'refusal.too_many_requests.text': 'Con esta visita no se ha firmado nada. Inténtelo de nuevo en un minuto.',
  'refusal.unavailable.title': 'No se puede acceder al servicio',
  'refusal.unavailable.text':
    'El servicio de firma, o una autoridad de la que depende, no responde. No se ha perdido nada, y con esta visita no se ha firmado nada. Inténtelo de nuevo en un minuto.',
  'refusal.peer_refused.title': 'El servicio no puede continuar',
  'refusal.peer_refused.text':
    'Una autoridad de la que depende el servicio de firma lo ha rechazado. Con esta visita no se ha firmado nada. Indique la referencia al soporte.',
  'refusal.internal.title': 'Se ha producido un error por nuestra parte',
  'refusal.internal.text':
    'Con esta visita no se ha firmado nada. Inténtelo de nuevo más tarde e indique la referencia al soporte.',
  'refusal.other.title': 'Esto no es posible',
  'refusal.other.text':
    'De esta manera no se puede hacer. Con esta visita no se ha firmado nada. Vuelva atrás y empiece de nuevo.',

  'ending.open.title': 'Todavía no se ha decidido nada',
  'ending.open.text': 'Puede abrir otra vez la dirección que se le dio y continuar.',
  'ending.refused.title': 'Ha rechazado',
  'ending.refused.enrol': 'No se ha configurado nada. Puede cerrar esta página.',
  'ending.refused.key.create': 'No se ha creado ninguna clave. Puede cerrar esta página.',
  'ending.refused.key.delete': 'La clave sigue como estaba. Puede cerrar esta página.',
  'ending.refused.factor.change': 'No se ha cambiado nada. Puede cerrar esta página.',
  'ending.enrol.title': 'Ya puede firmar',
  'ending.enrol.text': 'Su llave de acceso está registrada. Puede cerrar esta página.',
  'ending.key.create.title': 'Su clave de firma está lista',
  'ending.key.create.text': 'Su certificado está a su nombre. Puede cerrar esta página.',
  'ending.key.delete.title': 'La clave está destruida',
  'ending.key.delete.text':
    'Nadie puede volver a firmar con ella. Lo que se firmó antes con ella sigue siendo válido. Puede cerrar esta página.',
  'ending.factor.change.title': 'Está cambiado',
  'ending.factor.change.text': 'Vale a partir de la próxima aprobación. Puede cerrar esta página.',
  'ending.seal.enrol.title': 'Ya puede sellar',
  'ending.seal.enrol.text': 'Su llave de acceso está registrada para la organización. Puede cerrar esta página.',
  'ending.seal.key.create.title': 'La clave de sello está lista',
  'ending.seal.key.create.text': 'Su certificado está a nombre de la organización. Puede cerrar esta página.',
  'ending.seal.key.delete.title': 'La clave de sello está destruida',
  'ending.seal.key.delete.text':
    'Nadie puede volver a sellar con ella. Lo que se selló antes con ella sigue siendo válido. Puede cerrar esta página.',

  'told.login-expired.title': 'Este inicio de sesión ha caducado',
  'told.login-expired.text': 'No se ha firmado nada. Vuelva al lugar de donde vino y empiece de nuevo.',
  'told.login-failed.title': 'No se pudo iniciar sesión',
  'told.login-failed.text':
    'Su proveedor de identidad no confirmó quién es usted. No se ha firmado nada. Puede intentarlo de nuevo.',
  'told.login-unavailable.title': 'Ahora mismo nadie puede iniciar sesión aquí',
  'told.login-unavailable.text':
    'El proveedor de identidad no responde o todavía no está configurado. No se ha firmado nada. Inténtelo de nuevo en un minuto.',
  'told.no-account.title': 'Su cuenta no está activa aquí',
  'told.no-account.text':
    'Ha iniciado sesión en su proveedor de identidad, pero aquí no hay ninguna cuenta activa para usted. No se ha firmado nada. Consulte a quien le envió aquí, o inicie sesión como otra persona.',
  'told.logout-by-another.title': 'Su sesión sigue abierta',
  'told.logout-by-another.text': 'Otra página pidió cerrar su sesión. No se ha hecho nada.',
  'told.logged-out.title': 'Ha cerrado la sesión',
  'told.logged-out.text': 'Su sesión aquí ha terminado. Es posible que siga abierta en su proveedor de identidad.',
  'told.request-over.title': 'Esta solicitud ha terminado',
  'told.request-over.text':
    'Ha caducado, ya fue respondida o empezó en otro navegador. Al abrir esta página no se ha firmado nada. Vuelva a la aplicación y empiece de nuevo.',
  'told.request-refused.title': 'Esta solicitud fue rechazada',
  'told.request-refused.text':
    'La aplicación preguntó de una manera que aquí no se entiende: {reason}. No se ha firmado nada. Vuelva a la aplicación y empiece de nuevo.',

  'told.released.title': 'Su elección se ha guardado',
  'told.released.text': 'Continuará en un momento. Con esta elección no se ha firmado nada.',

  'release.title': '¿Qué se puede saber de usted?',
  'release.lead':
    '{client} desea saber de usted más que el hecho de que está aquí. Usted decide qué se comunica. Aunque rechace algo, podrá firmar igualmente.',
  'release.purpose': 'Por qué, en palabras de {client}',
  'release.legend': 'Comunicar a {client}',
  'release.hint': 'Lo que no esté marcado no se comunica. Solo se le preguntará de nuevo si {client} pide más.',
  'release.action': 'Continuar',
  'release.unknown': 'Aún no se conoce aquí',
  'release.claim.name': 'Nombre completo',
  'release.claim.given_name': 'Nombre',
  'release.claim.family_name': 'Apellidos',
  'release.claim.person_identifier': 'Número de identidad',

  'standing.title': 'Qué pueden saber de usted las aplicaciones',
  'standing.lead':
    'Usted ha permitido que estas aplicaciones sepan algo de usted. Puede retirar el permiso en cualquier momento.',
  'standing.none':
    'Usted no ha permitido a ninguna aplicación saber de usted más que el hecho de que está aquí. Si una aplicación desea saber más, se lo preguntará antes.',
  'standing.taken-back':
    'El permiso está retirado. Desde ahora no se comunica nada más; lo que ya se comunicó lo conserva quien lo recibió. Sus firmas quedan como están.',
  'standing.action': 'Retirar el permiso a {client}',
  'standing.link': 'Lo que ha permitido hasta ahora y cómo retirarlo',
};
