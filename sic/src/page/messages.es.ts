import { lookSpanish } from '@chancery/look/messages.es';
import type { Catalogue, CatalogueOfChanges, CatalogueOfSeals } from './catalogue.ts';

/** What the approval page says in Spanish, in the words of the eIDAS Regulation: firma, sello, prestador de servicios de confianza. */
export const signatures: Catalogue = {
  ...lookSpanish,
  'page.loading': 'Cargando la solicitud…',
  'page.loading-title': 'Un momento',

  'fact.client': 'Solicitado por',
  'fact.document': 'Documento',
  'fact.documents': 'Documentos',
  'fact.signer': 'Usted firma como',
  'fact.represented': 'Usted actúa en nombre de',
  'fact.certificate': 'Certificado de {issuer}, válido hasta el {until}',
  'fact.holder': 'A nombre de',
  'fact.count': { one: '{count} documento', other: '{count} documentos' },
  'fact.fingerprint': { one: 'SHA-256 del documento', other: 'SHA-256 de los documentos' },
  'fact.size': 'Tamaño',
  'fact.pages': { one: '{count} página', other: '{count} páginas' },
  'fact.person': 'Usted es',
  'fact.phone': 'Teléfono',
  'fact.provider': 'Confirmado por',
  'fact.terms': 'Condiciones',
  'fact.terms-version': 'versión {version}',
  'fact.terms-digest': 'SHA-256 de las condiciones',
  'fact.algorithm': 'Algoritmo',
  'fact.request': 'Solicitud',
  'fact.policy': 'Regla de aprobación',
  'fact.key': 'Clave de la declaración',
  'fact.hashes': 'Valores que se firman',

  'time.title': 'Tiempo para decidir',
  'time.left': 'Tiempo restante: {duration}',
  'time.bar': 'Tiempo restante',
  'time.more': 'Necesito más tiempo',
  'time.soon':
    'Queda menos de un minuto para decidir. Si se acaba el tiempo, no se firma nada y puede empezar de nuevo.',

  'action.refuse': 'Rechazar',
  'action.report': 'Yo no he pedido esto',
  'action.continue': 'Continuar',
  'action.retry': 'Intentarlo de nuevo',
  'action.reload': 'Volver a cargar la página',
  'report.question': '¿Algo no va bien?',
  'details.title': 'Detalles técnicos',
  'details.checks': 'Comprobado en este navegador',

  'sign.title': { one: '¿Firmar este documento?', other: '¿Firmar estos {count} documentos?' },
  'sign.kind': 'Firma electrónica',
  'sign.lead': {
    one: '{client} solicita su firma. Lea el documento y después decida.',
    other: '{client} solicita su firma. Lea los documentos y después decida.',
  },
  'sign.action': 'Firmar',
  'sign.hint':
    '«Firmar» le pedirá su llave de acceso: huella dactilar, rostro o PIN del dispositivo. Antes de eso no se firma nada.',
  'sign.checking': { one: 'Comprobando el documento…', other: 'Comprobando los documentos…' },
  'sign.progress': 'Se han comprobado {done} de {all} documentos.',
  'sign.which': 'Mostrar el primero de ellos: {name}',
  'sign.checked': 'Comprobado en este navegador: lo que usted ve es exactamente lo que se firmará.',
  'sign.checked-download':
    'Comprobado en este navegador: lo que usted ve o descarga aquí es exactamente lo que se firmará.',
  'sign.blocked': 'No es posible firmar: consulte el aviso de arriba.',
  'sign.mark': 'Exactamente lo que se firmará',
  'sign.unseen': {
    one: 'El contenido de {count} documento no está disponible aquí: {client} solo ha enviado su huella digital. Firme únicamente si conoce el documento por otra vía y confía en {client}.',
    other:
      'El contenido de {count} documentos no está disponible aquí: {client} solo ha enviado sus huellas digitales. Firme únicamente si conoce los documentos por otra vía y confía en {client}.',
  },
  'sign.unseen-page':
    'El contenido de este documento no está disponible aquí. {client} solo ha enviado su huella digital.',
  'sign.canonical':
    'Este es el XML en la forma en que se firma. Se firma exactamente lo que usted ve aquí, no el archivo del que procede.',
  'sign.unshown': {
    one: 'Esta página no puede mostrar el contenido de {count} documento. Descárguelo y ábralo antes de firmar.',
    other: 'Esta página no puede mostrar el contenido de {count} documentos. Descárguelos y ábralos antes de firmar.',
  },
  'sign.unshown-page':
    'Esta página no puede mostrar el contenido de este documento. Descárguelo y ábralo con un programa de su confianza antes de firmar.',
  'sign.no-passkey':
    'Todavía no hay ninguna llave de acceso para su firma. Aquí no se puede firmar nada. Vuelva atrás y configure su firma.',
  'sign.choose': 'Documentos que se firman',
  'mark.doubt': 'No superó una comprobación',
  'mark.unreachable': 'No cargado',
  'mark.unseen': 'Solo huella digital',
  'mark.unshown': 'Para descargar',
  'check.statement': 'La solicitud procede del módulo de firma y va dirigida a esta página.',
  'check.original': 'El documento es el que entregó {client}.',
  'check.range': 'La firma abarcará todo el documento.',
  'check.dtbsr': 'El valor que se firma corresponde a este documento y a ningún otro.',
  'check.terms': 'Las condiciones son las que indica la solicitud.',

  'key.title': '¿Crear su clave de firma?',
  'key.kind': 'Nueva clave de firma',
  'key.lead':
    'Se creará una clave propia para usted y se guardará en el módulo de firma. Solo usted podrá usarla, con su llave de acceso. Lo solicita {client}.',
  'key.once-title': '¿Crear una clave para esta firma?',
  'key.once-lead':
    'Se creará una clave solo para esta firma, que se destruirá al firmar. A continuación leerá lo que se va a firmar, y entonces decidirá. Lo solicita {client}.',
  'key.once-hint':
    '«Crear clave» le pedirá su llave de acceso: huella dactilar, rostro o PIN del dispositivo. No se firma nada hasta que decida por segunda vez.',
  'fact.once': 'Creada solo para esta firma: su clave se destruye al firmar.',
  'key.accept': 'He leído las condiciones y las acepto.',
  'key.action': 'Crear clave',
  'key.hint':
    '«Crear clave» le pedirá su llave de acceso: huella dactilar, rostro o PIN del dispositivo. Antes de eso no se crea nada.',
  'key.terms-title': 'Condiciones de {operator}',
  'key.loading': 'Cargando las condiciones…',
  'key.checked': 'Comprobado en este navegador: estas son las condiciones que usted acepta.',

  'delete.title': '¿Destruir esta clave de firma?',
  'delete.kind': 'Fin de una clave de firma',
  'delete.lead': '{client} lo solicita en su nombre. Apruébelo solo si usted lo desea.',
  'delete.forever':
    'La clave se destruye para siempre: nadie podrá volver a firmar con ella y nadie podrá recuperarla.',
  'delete.certificate': 'Su certificado dejará de serle útil.',
  'delete.stays': 'Lo que firmó antes con ella sigue siendo válido.',
  'delete.no-certificate': 'Aún sin certificado: no se ha firmado nada con ella.',
  'delete.understood': 'Entiendo que esto no se puede deshacer.',
  'delete.action': 'Destruir clave',
  'delete.hint':
    '«Destruir clave» le pedirá su llave de acceso: huella dactilar, rostro o PIN del dispositivo. Antes de eso no se destruye nada.',
  'fact.doomed': 'Clave',

  'consent.hint': 'Ya ha iniciado sesión, por lo que no se le pide nada más. No ocurre nada antes de que decida.',
  'login.action': 'Iniciar sesión en {provider}',
  'login.instead': 'Iniciar sesión en {provider}',
  'login.hint': 'Iniciará sesión en {provider} y volverá aquí para decidir. Su contraseña se queda allí.',
  'login.done-as':
    'Acaba de iniciar sesión en {provider} como {name}. Ahora decida: la sesión vale solo para esta solicitud.',
  'login.done': 'Acaba de iniciar sesión en {provider}. Ahora decida: la sesión vale solo para esta solicitud.',
  'login.done-hint':
    'El inicio de sesión que acaba de hacer demuestra que es usted. No ocurre nada antes de que decida.',
  'login.passkey-instead': 'Usar la llave de acceso',

  'typed.hint': 'Lo que escriba se cifra aquí para el módulo de firma: nadie puede leerlo por el camino.',
  'typed.left': { one: 'Queda {count} intento.', other: 'Quedan {count} intentos.' },
  'pin.label': 'Su PIN',
  'pin.locked': 'Su PIN está bloqueado durante un tiempo tras demasiados intentos erróneos.',
  'pin.instead': 'Usar el PIN',
  'pin.new': 'Nuevo PIN',
  'pin.again': 'Repita el nuevo PIN',
  'pin.rules': 'De seis a doce cifras, o al menos ocho caracteres. Sin series, sin repeticiones y sin fechas.',
  'pin.differ': 'Los dos todavía no coinciden.',
  'otp.lead': 'Se puede enviar un código a {to}.',
  'otp.send': 'Enviar el código',
  'otp.again': 'Enviar otro código',
  'otp.wait': { one: 'Otro código en {count} segundo', other: 'Otro código en {count} segundos' },
  'otp.label': 'El código enviado a {to}',
  'otp.instead': 'Recibir un código',
  'otp.too-often': 'Se han enviado demasiados códigos en poco tiempo. Espere un rato antes de pedir otro.',
  'otp.not-sent': 'No se pudo enviar el código. Inténtelo de nuevo en un momento.',

  'phone.action': 'Preguntar a mi teléfono',
  'phone.instead': 'Usar el teléfono',
  'phone.lead': 'Puede aprobar en su teléfono: {model}.',
  'phone.hint': 'La aplicación de su teléfono muestra de nuevo esta solicitud. Allí decide.',
  'phone.type': 'Abra la aplicación en su teléfono ({model}), lea lo que muestra y escriba allí este número:',
  'phone.waiting': 'Esperando a su teléfono…',
  'phone.quiet':
    'Se ha preguntado demasiadas veces a su teléfono sin respuesta. Espere media hora o apruebe de otra manera.',
  'phone.not-asked': 'No se pudo preguntar a su teléfono. Inténtelo de nuevo en un momento.',

  'change.kind': 'Su seguridad',
  'change.lead': '{client} lo solicita en su nombre. Apruébelo solo si lo ha iniciado usted.',
  'change.add-webauthn': '¿Añadir una llave de acceso?',
  'change.add-pin': '¿Establecer un PIN?',
  'change.add-device': '¿Añadir un teléfono?',
  'change.remove-webauthn': '¿Quitar una llave de acceso?',
  'change.remove-pin': '¿Quitar su PIN?',
  'change.remove-device': '¿Quitar un teléfono?',
  'change.action': 'Cambiar',
  'change.hint': '«Cambiar» le pedirá una llave de acceso que ya tiene. Antes de eso no se cambia nada.',
  'join.title': 'Abra esta dirección con la aplicación de su teléfono',
  'join.lead': 'Sirve para un solo teléfono y durante pocos minutos. No se la muestre a nadie más.',
  'join.compare': '¿Muestra su teléfono las mismas cifras?',
  'join.compare-lead': 'Se ha presentado un teléfono: {model}. Compare las seis cifras en ambos.',
  'join.same': 'Son las mismas',
  'join.other': 'Son distintas',
  'join.failed': 'No se pudo añadir el teléfono. Empiece de nuevo.',

  'enrol.title': 'Configure su firma',
  'enrol.kind': 'Configuración',
  'enrol.lead':
    '{client} desea que usted pueda firmar. Primero confirma quién es; después crea una llave de acceso que solo usted puede usar.',
  'enrol.anew-lead':
    'Empieza de nuevo. Sus llaves de acceso, sus teléfonos y su PIN anteriores dejarán de valer; sus claves de firma siguen siendo suyas. Primero confirma quién es; después crea una llave de acceso.',
  'enrol.steps': 'Pasos',
  'enrol.step-identity': '1. Confirme su identidad',
  'enrol.step-passkey': '2. Cree su llave de acceso',
  'enrol.identity-action': 'Confirmar mi identidad',
  'enrol.identity-hint': 'Iniciará sesión en {provider} y volverá aquí. Su contraseña se queda allí.',
  'enrol.passkey-title': 'Cree su llave de acceso',
  'enrol.passkey-lead':
    'Su identidad está confirmada. Cree ahora la llave de acceso con la que aprobará cada firma: huella dactilar, rostro o PIN del dispositivo.',
  'enrol.passkey-action': 'Crear llave de acceso',
  'enrol.passkey-hint':
    'La llave de acceso se queda en su dispositivo o en su gestor de contraseñas. Nadie más puede aprobar por usted.',
  'enrol.passkey-name': 'Firma de {name}',
  'enrol.somebody': 'Su firma',

  'enrol.officer-lead':
    '{client} desea que usted pueda firmar. Quien ha comprobado su identidad le da un código, y usted crea una llave de acceso que solo usted puede usar.',
  'enrol.officer-check': 'Continúe solo si es usted. Así figurará en su certificado.',
  'enrol.ticket': 'El código de la comprobación de identidad',
  'enrol.ticket-hint':
    'Cree la llave de acceso en un dispositivo propio. Quien comprueba su identidad no debe hacerlo por usted.',
  'fact.number': 'Número en el registro',

  'status.working': 'Esperando su llave de acceso…',
  'status.sending': 'Enviando su decisión…',

  'note.passkey-cancelled':
    'No se usó la llave de acceso. No se ha firmado nada. Puede intentarlo de nuevo o rechazar.',
  'note.passkey-exists':
    'Este dispositivo ya tiene una llave de acceso para su firma. No se ha cambiado nada. Use otro dispositivo o rechace.',
  'note.passkey-unsupported':
    'Este navegador no admite llaves de acceso. No se ha firmado nada. Abra esta página en un navegador actual, en un dispositivo con bloqueo de pantalla.',
  'note.pin-weak': 'Ese PIN es uno de los primeros que probarían otras personas. Elija otro.',
  'note.evidence': 'La prueba no se aceptó. No se ha firmado nada. Puede intentarlo de nuevo o rechazar.',
  'note.login-other':
    'El inicio de sesión corresponde a otra solicitud. No se ha firmado nada. Confirme su identidad una vez más.',
  'note.login-refused':
    'El inicio de sesión no se completó. No se ha firmado nada. Puede intentarlo de nuevo o rechazar.',
  'note.unavailable':
    'El módulo de firma no respondió. Que esta página sepa, no se ha firmado nada. Espere un momento e inténtelo de nuevo.',
  'note.rate':
    'Han sido demasiadas veces en poco tiempo. No se ha firmado nada. Espere un minuto e inténtelo de nuevo.',
  'note.unreachable': 'No hay conexión. Que esta página sepa, no se ha firmado nada. Inténtelo de nuevo.',
  'note.document-unreachable':
    'No se pudo cargar el documento, así que no se puede firmar nada. Inténtelo de nuevo, o rechace e informe a {client}.',
  'note.terms-unreachable':
    'No se pudieron cargar las condiciones, así que no se puede crear ninguna clave. Inténtelo de nuevo, o rechace e informe a {client}.',

  'doubt.original':
    'Este no es el documento que entregó {client}. Aquí no se puede firmar, y no se ha firmado nada. Rechace e informe a {client}.',
  'doubt.range':
    'La firma no abarcaría todo el documento. Aquí no se puede firmar, y no se ha firmado nada. Rechace e informe a {client}.',
  'doubt.digest':
    'El valor que se firmaría no corresponde a este documento. Aquí no se puede firmar, y no se ha firmado nada. Rechace e informe a {client}.',
  'doubt.terms':
    'Estas no son las condiciones que indica la solicitud. Aquí no se puede crear ninguna clave, y no se ha firmado nada. Rechace e informe a {client}.',
  'doubt.code': 'Comprobación no superada: {code}',

  'outcome.approved': 'Ha aprobado',
  'outcome.approved-lead': 'Continuará en un momento.',
  'outcome.refused': 'Ha rechazado',
  'outcome.refused-lead': 'No se ha firmado nada. Se comunica a {client} que usted ha rechazado.',
  'outcome.reported': 'Gracias. La solicitud está cerrada',
  'outcome.reported-lead':
    'No se ha firmado nada. Si alguien le pidió una aprobación por teléfono o por mensaje, no responda. Informe a {client} por una vía que ya conozca.',
  'outcome.close': 'Puede cerrar esta página.',

  'problem.nothing-signed': 'No se ha firmado nada.',
  'problem.nothing-by-visit': 'Con esta visita no se ha firmado nada.',
  'problem.reference': 'Referencia para el soporte: {reference}',
  'problem.somebody': 'la parte solicitante',
  'problem.not-found.what': 'Esta solicitud no existe',
  'problem.not-found.do':
    'Es posible que la dirección esté incompleta. Vuelva al lugar de donde vino y empiece de nuevo.',
  'problem.expired.what': 'El tiempo de esta solicitud ha terminado',
  'problem.expired.do': 'No se ha perdido nada: continúe y se le preguntará una vez más.',
  'problem.approved.what': 'Esta solicitud ya está aprobada',
  'problem.approved.do': 'Se aprobó una vez y no puede aprobarse de nuevo. Continúe para ver qué fue de ella.',
  'problem.refused.what': 'Esta solicitud fue rechazada',
  'problem.refused.do': 'Continúe para volver. Si finalmente desea firmar, {client} puede pedírselo de nuevo.',
  'problem.cancelled.what': 'Esta solicitud fue retirada',
  'problem.cancelled.do':
    'O bien {client} la cerró, o bien una más reciente ocupó su lugar. Continúe para ver cuál es el caso.',
  'problem.statement.what': 'Esta solicitud no es de fiar',
  'problem.statement.do':
    'No procede del módulo de firma o no es para esta página. Cierre la página e informe a quien le envió aquí.',
  'problem.policy.what': 'Esto no está permitido',
  'problem.policy.do':
    'Las reglas del servicio de firma no lo permiten. Continúe para volver, y consulte a {client} si cree que deberían permitirlo.',
  'problem.locked.what': 'Hubo demasiados intentos',
  'problem.locked.do': 'Espere un rato o apruebe de otra manera. Si sigue igual, póngase en contacto con el prestador.',
  'problem.unreachable.what': 'No hay conexión',
  'problem.unreachable.do': 'Compruebe su conexión y vuelva a cargar esta página.',
  'problem.unavailable.what': 'El módulo de firma no responde',
  'problem.unavailable.do':
    'Espere un momento y vuelva a cargar esta página. La solicitud sigue abierta hasta que termine su tiempo.',
  'problem.internal.what': 'Se ha producido un error por nuestra parte',
  'problem.internal.do': 'Vuelva a cargar esta página. Si ocurre otra vez, indique la referencia al soporte.',
};

export const seals: CatalogueOfSeals = {
  'fact.signer': 'El sello es de',
  'fact.hashes': 'Valores que se sellan',
  'time.soon':
    'Queda menos de un minuto para decidir. Si se acaba el tiempo, no se sella nada y puede empezar de nuevo.',

  'sign.title': { one: '¿Sellar este documento?', other: '¿Sellar estos {count} documentos?' },
  'sign.kind': 'Sello electrónico',
  'sign.lead': {
    one: '{client} solicita el sello de {organization}. Este indica que el documento procede de la organización; no es su propia firma. Lea el documento y después decida.',
    other:
      '{client} solicita el sello de {organization}. Este indica que los documentos proceden de la organización; no es su propia firma. Lea los documentos y después decida.',
  },
  'sign.action': 'Sellar',
  'sign.hint':
    '«Sellar» le pedirá su llave de acceso: huella dactilar, rostro o PIN del dispositivo. Antes de eso no se sella nada.',
  'sign.checked': 'Comprobado en este navegador: lo que usted ve es exactamente lo que se sellará.',
  'sign.checked-download':
    'Comprobado en este navegador: lo que usted ve o descarga aquí es exactamente lo que se sellará.',
  'sign.blocked': 'No es posible sellar: consulte el aviso de arriba.',
  'sign.mark': 'Exactamente lo que se sellará',
  'sign.unseen': {
    one: 'El contenido de {count} documento no está disponible aquí: {client} solo ha enviado su huella digital. Selle únicamente si conoce el documento por otra vía y confía en {client}.',
    other:
      'El contenido de {count} documentos no está disponible aquí: {client} solo ha enviado sus huellas digitales. Selle únicamente si conoce los documentos por otra vía y confía en {client}.',
  },
  'sign.canonical':
    'Este es el XML en la forma en que se sella. Se sella exactamente lo que usted ve aquí, no el archivo del que procede.',
  'sign.unshown': {
    one: 'Esta página no puede mostrar el contenido de {count} documento. Descárguelo y ábralo antes de sellar.',
    other: 'Esta página no puede mostrar el contenido de {count} documentos. Descárguelos y ábralos antes de sellar.',
  },
  'sign.unshown-page':
    'Esta página no puede mostrar el contenido de este documento. Descárguelo y ábralo con un programa de su confianza antes de sellar.',
  'sign.no-passkey':
    'Todavía no hay ninguna llave de acceso para este sello. Aquí no se puede sellar nada. Vuelva atrás y configure el sello.',
  'sign.choose': 'Documentos que se sellan',
  'check.range': 'El sello abarcará todo el documento.',
  'check.dtbsr': 'El valor que se sella corresponde a este documento y a ningún otro.',

  'key.title': '¿Crear la clave de sello?',
  'key.kind': 'Nueva clave de sello',
  'key.lead':
    'Se creará una clave para los sellos de {organization} y se guardará en el módulo de firma. Lo solicita {client}.',

  'delete.title': '¿Destruir la clave de sello?',
  'delete.kind': 'Fin de una clave de sello',
  'delete.lead': '{client} lo solicita en nombre de {organization}. Apruébelo solo si usted lo desea.',
  'delete.forever':
    'La clave se destruye para siempre: nadie podrá volver a sellar con ella y nadie podrá recuperarla.',
  'delete.certificate': 'Su certificado dejará de ser útil para la organización.',
  'delete.stays': 'Lo que se selló antes con ella sigue siendo válido.',
  'delete.no-certificate': 'Aún sin certificado: no se ha sellado nada con ella.',

  'enrol.title': 'Configure el sello',
  'enrol.lead':
    '{client} desea que {organization} pueda sellar y que usted lo apruebe. Primero confirma quién es; después crea una llave de acceso que solo usted puede usar.',
  'enrol.passkey-lead':
    'Su identidad está confirmada. Cree ahora la llave de acceso con la que aprobará cada sello: huella dactilar, rostro o PIN del dispositivo.',
  'enrol.passkey-name': 'Sello, aprobado por {name}',
  'enrol.somebody': 'El sello',

  'note.passkey-cancelled':
    'No se usó la llave de acceso. No se ha sellado nada. Puede intentarlo de nuevo o rechazar.',
  'note.passkey-exists':
    'Este dispositivo ya tiene una llave de acceso para este sello. No se ha cambiado nada. Use otro dispositivo o rechace.',
  'note.passkey-unsupported':
    'Este navegador no admite llaves de acceso. No se ha sellado nada. Abra esta página en un navegador actual, en un dispositivo con bloqueo de pantalla.',
  'note.evidence': 'La prueba no se aceptó. No se ha sellado nada. Puede intentarlo de nuevo o rechazar.',
  'note.login-other':
    'El inicio de sesión corresponde a otra solicitud. No se ha sellado nada. Confirme su identidad una vez más.',
  'note.login-refused':
    'El inicio de sesión no se completó. No se ha sellado nada. Puede intentarlo de nuevo o rechazar.',
  'note.unavailable':
    'El módulo de firma no respondió. Que esta página sepa, no se ha sellado nada. Espere un momento e inténtelo de nuevo.',
  'note.rate':
    'Han sido demasiadas veces en poco tiempo. No se ha sellado nada. Espere un minuto e inténtelo de nuevo.',
  'note.unreachable': 'No hay conexión. Que esta página sepa, no se ha sellado nada. Inténtelo de nuevo.',
  'note.document-unreachable':
    'No se pudo cargar el documento, así que no se puede sellar nada. Inténtelo de nuevo, o rechace e informe a {client}.',

  'doubt.original':
    'Este no es el documento que entregó {client}. Aquí no se puede sellar, y no se ha sellado nada. Rechace e informe a {client}.',
  'doubt.range':
    'El sello no abarcaría todo el documento. Aquí no se puede sellar, y no se ha sellado nada. Rechace e informe a {client}.',
  'doubt.digest':
    'El valor que se sellaría no corresponde a este documento. Aquí no se puede sellar, y no se ha sellado nada. Rechace e informe a {client}.',
  'doubt.terms':
    'Estas no son las condiciones que indica la solicitud. Aquí no se puede crear ninguna clave, y no se ha sellado nada. Rechace e informe a {client}.',

  'outcome.refused-lead': 'No se ha sellado nada. Se comunica a {client} que usted ha rechazado.',
  'outcome.reported-lead':
    'No se ha sellado nada. Si alguien le pidió una aprobación por teléfono o por mensaje, no responda. Informe a {client} por una vía que ya conozca.',
  'problem.nothing-signed': 'No se ha sellado nada.',
  'problem.nothing-by-visit': 'Con esta visita no se ha sellado nada.',
  'problem.refused.do': 'Continúe para volver. Si finalmente desea sellar, {client} puede pedírselo de nuevo.',
};

export const changes: CatalogueOfChanges = {
  'time.soon':
    'Queda menos de un minuto para decidir. Si se acaba el tiempo, no se cambia nada y puede empezar de nuevo.',
  'sign.no-passkey': 'Aquí no hay nada con lo que pueda aprobarlo. No se ha cambiado nada. Vuelva atrás.',

  'note.passkey-cancelled':
    'No se usó la llave de acceso. No se ha cambiado nada. Puede intentarlo de nuevo o rechazar.',
  'note.passkey-unsupported':
    'Este navegador no admite llaves de acceso. No se ha cambiado nada. Abra esta página en un navegador actual, en un dispositivo con bloqueo de pantalla.',
  'note.evidence': 'La prueba no se aceptó. No se ha cambiado nada. Puede intentarlo de nuevo o rechazar.',
  'note.login-other':
    'El inicio de sesión corresponde a otra solicitud. No se ha cambiado nada. Confirme su identidad una vez más.',
  'note.login-refused':
    'El inicio de sesión no se completó. No se ha cambiado nada. Puede intentarlo de nuevo o rechazar.',
  'note.unavailable':
    'El módulo de firma no respondió. Que esta página sepa, no se ha cambiado nada. Espere un momento e inténtelo de nuevo.',
  'note.rate':
    'Han sido demasiadas veces en poco tiempo. No se ha cambiado nada. Espere un minuto e inténtelo de nuevo.',
  'note.unreachable': 'No hay conexión. Que esta página sepa, no se ha cambiado nada. Inténtelo de nuevo.',

  'outcome.refused-lead': 'No se ha cambiado nada. Se comunica a {client} que usted ha rechazado.',
  'outcome.reported-lead':
    'No se ha cambiado nada. Si alguien le pidió una aprobación por teléfono o por mensaje, no responda. Informe a {client} por una vía que ya conozca.',
  'problem.nothing-signed': 'No se ha cambiado nada.',
  'problem.nothing-by-visit': 'Con esta visita no se ha cambiado nada.',
  'problem.refused.do': 'Continúe para volver. Si finalmente lo desea, {client} puede pedírselo de nuevo.',
};
