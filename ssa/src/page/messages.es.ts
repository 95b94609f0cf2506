import { lookSpanish } from '@chancery/look/messages.es';
import type { ResultCatalogue } from './messages.en.ts';

export const spanish: ResultCatalogue = {
  ...lookSpanish,
  'page.loading-title': 'Un momento',
  'page.loading': 'Cargando el resultado…',

  'chip.signed': 'Firmado',
  'chip.sealed': 'Sellado',
  'chip.not-sealed': 'Sin sellar',
  'chip.waiting': 'En curso',
  'chip.not-signed': 'Sin firmar',

  'chip.incomplete': 'Sin completar',
  'mark.waiting': 'En espera',
  'mark.left-out': 'Excluido',
  'mark.failed': 'Fallido',
  'mark.lower': 'Firmado, {level}',
  'mark.sealed-lower': 'Sellado, {level}',
  'signed.title': { one: 'Su documento está firmado', other: '{count} documentos están firmados' },
  'signed.partly': {
    one: '{count} de {all} documentos está firmado',
    other: '{count} de {all} documentos están firmados',
  },
  'sealed.partly': {
    one: '{count} de {all} documentos está sellado',
    other: '{count} de {all} documentos están sellados',
  },
  'signed.lower': {
    one: '{count} documento no lleva todo lo que se pidió, porque una autoridad no respondió. Su firma está hecha de todos modos.',
    other:
      '{count} documentos no llevan todo lo que se pidió, porque una autoridad no respondió. Sus firmas están hechas de todos modos.',
  },
  'signed.lead': {
    one: '{client} lo ha recibido. Puede leerlo aquí y guardar una copia.',
    other: '{client} los ha recibido. Puede leerlos aquí y guardar copias.',
  },
  'signed.no-longer-kept': {
    one: '{client} lo ha recibido. Aquí ya no se conserva; {client} puede darle una copia.',
    other: '{client} los ha recibido. Aquí ya no se conservan; {client} puede darle copias.',
  },
  'sealed.title': { one: 'Su documento está sellado', other: '{count} documentos están sellados' },
  'sealed.waiting': 'Se está creando el sello',
  'sealed.expired': 'No se ha sellado nada. Si finalmente desea sellar, pida a {client} una nueva solicitud.',
  'sealed.refused': 'No se ha sellado nada. {client} sabe que usted ha rechazado. Puede volver.',
  'sealed.cancelled': '{client} ha cerrado esta solicitud. No se ha sellado nada. Puede volver.',
  'sealed.failed': 'No se pudo sellar el documento',
  'sealed.failed-lead':
    'No se ha sellado nada y no se ha perdido nada. Pida a {client} una nueva solicitud, e indique la referencia al soporte si vuelve a ocurrir.',
  'waiting.title': 'Se está creando su firma',
  'waiting.lead': 'Tarda unos segundos. La página continúa por sí sola.',
  'waiting.progress': {
    one: '{count} de {all} documentos está firmado.',
    other: '{count} de {all} documentos están firmados.',
  },
  'sealed.progress': {
    one: '{count} de {all} documentos está sellado.',
    other: '{count} de {all} documentos están sellados.',
  },
  'refused.title': 'Ha rechazado',
  'refused.lead': 'No se ha firmado nada. {client} sabe que usted ha rechazado. Puede volver.',
  'expired.title': 'El tiempo de esta solicitud ha terminado',
  'expired.lead': 'No se ha firmado nada. Si finalmente desea firmar, pida a {client} una nueva solicitud.',
  'cancelled.title': 'Esta solicitud fue retirada',
  'cancelled.lead': '{client} ha cerrado esta solicitud. No se ha firmado nada. Puede volver.',
  'failed.title': 'No se pudo firmar el documento',
  'failed.lead':
    'No se ha firmado nada y no se ha perdido nada. Pida a {client} una nueva solicitud, e indique la referencia al soporte si vuelve a ocurrir.',
  'failed.approved':
    'Usted lo aprobó, pero no se pudo completar: no hay ningún documento firmado y {client} no ha recibido ninguno. Pida a {client} una nueva solicitud, e indique la referencia al soporte si vuelve a ocurrir.',
  'sealed.failed-approved':
    'Usted lo aprobó, pero no se pudo completar: no hay ningún documento sellado y {client} no ha recibido ninguno. Pida a {client} una nueva solicitud, e indique la referencia al soporte si vuelve a ocurrir.',
  'failed.document': 'El motivo está en «{name}». Los documentos van juntos: todos o ninguno.',
  'reason.input': 'Lo que se pidió para la firma no se ajusta al documento.',
  'reason.changed': 'El documento no es como era cuando se mostró.',
  'reason.revoked': 'El certificado ya no es válido.',
  'missing.title': 'Aquí no hay ningún resultado',
  'missing.lead':
    'Es posible que la dirección esté incompleta o que el resultado ya no se conserve. Con esta visita no se ha firmado nada. Vuelva al lugar de donde vino.',
  'unreachable.title': 'No hay conexión',
  'unreachable.lead': 'No se pudo cargar el resultado. Lo que se decidió sigue decidido. Vuelva a cargar esta página.',

  'choose.title': 'Antes de firmar',
  'choose.lead': '{client} le deja elegir. En la página siguiente leerá lo que se firma y allí decidirá.',
  'choose.identity': 'Usted firma como',
  'choose.certificate': 'Certificado de {issuer}, válido hasta el {until}',
  'choose.documents': 'Documentos que se firman',
  'choose.required': 'No se puede omitir',
  'choose.count': {
    one: 'Se firmará {count} de {all} documentos.',
    other: 'Se firmarán {count} de {all} documentos.',
  },
  'choose.none': 'Elija al menos un documento.',
  'choose.place': 'Lugar de su firma',
  'choose.place-lead':
    'Haga clic en una página, arrastre el marco o muévalo con las flechas; con Mayús cambian su tamaño.',
  'choose.page': 'Página',
  'choose.left': 'Desde la izquierda, mm',
  'choose.top': 'Desde arriba, mm',
  'choose.width': 'Anchura, mm',
  'choose.height': 'Altura, mm',
  'choose.frame':
    'Su firma: página {page}, a {left} mm de la izquierda y a {top} mm de arriba, {width} por {height} mm',
  'choose.here': 'Su firma',
  'choose.action': 'Continuar',
  'choose.hint': 'Todavía no se firma nada.',
  'choose.shown-later': 'Este documento se muestra en la página siguiente, antes de que decida.',
  'choose.failed': 'No se pudo guardar lo que eligió. No se ha firmado nada. Inténtelo de nuevo.',
  'signed.left-out': {
    one: 'Se omitió {count} documento, como usted eligió.',
    other: 'Se omitieron {count} documentos, como usted eligió.',
  },

  'fact.document': { one: 'Documento', other: 'Documentos' },
  'fact.signer': 'Firmado por',
  'fact.sealer': 'Sellado por',
  'fact.client': 'Solicitado por',
  'fact.reference': 'Referencia para el soporte',
  'fact.at': 'Momento',
  'fact.certificate': 'Certificado de',
  'fact.until': 'válido hasta el {until}',
  'fact.level': 'Contiene',
  'verdict.passed':
    'Un validador considera válida la firma: el documento no ha cambiado desde entonces y el certificado conduce a una autoridad en la que aquí se confía.',
  'verdict.seal-passed':
    'Un validador considera válido el sello: el documento no ha cambiado desde entonces y el certificado conduce a una autoridad en la que aquí se confía.',
  'verdict.untrusted':
    'Un validador encuentra el documento sin cambios, pero el certificado no conduce a ninguna autoridad en la que aquí se confíe.',
  'verdict.doubt': 'Un validador no puede decir si la firma es válida ({reason}).',
  'verdict.seal-doubt': 'Un validador no puede decir si el sello es válido ({reason}).',
  'verdict.failed': 'Un validador considera que la firma no es válida ({reason}). Indique la referencia al soporte.',
  'verdict.seal-failed':
    'Un validador considera que el sello no es válido ({reason}). Indique la referencia al soporte.',
  'verdict.not-judged':
    'En esta página solo se examinan documentos PDF de hasta 16 MB. Cualquier validador puede examinar este.',
  'verdict.B-B': 'Contiene solo lo esencial: de quién es y qué abarca (B-B).',
  'verdict.B-T': 'Contiene además un sello de tiempo (B-T).',
  'verdict.B-LT': 'Contiene un sello de tiempo y la prueba de que el certificado era válido (B-LT).',
  'verdict.B-LTA': 'Contiene todas las pruebas para muchos años (B-LTA).',
  'verdict.revocation': 'No se ha comprobado si el certificado fue revocado.',
  'level.B-B': 'Quién ha firmado y qué (B-B)',
  'level.B-T': 'Además, un sello de tiempo (B-T)',
  'level.B-LT': 'Un sello de tiempo y la prueba de que el certificado era válido (B-LT)',
  'level.B-LTA': 'Todo lo que la demuestra durante muchos años (B-LTA)',
  'documents.label': 'Documentos',
  'documents.failed': 'No se pudo cargar esta copia. Vuelva a cargar la página.',
  'next.check': '¿Cómo puedo comprobar esta firma?',
  'next.check-seal': '¿Cómo puedo comprobar este sello?',
  'next.check-text':
    'Abra el archivo descargado en un lector de PDF: muestra quién ha firmado y que nada se ha cambiado después.',
  'next.check-seal-text':
    'Abra el archivo descargado en un lector de PDF: muestra, como firma, qué organización lo ha sellado y que nada se ha cambiado después.',
  'next.check-sandbox':
    'En este entorno de pruebas el lector no conoce al emisor, porque los certificados están hechos solo para probar.',
  'action.all': 'Descargar todos en un ZIP',
  'action.back': 'Volver a {client}',
  'action.back-nameless': 'Volver',
  'action.somebody': 'la parte solicitante',
  'action.reload': 'Volver a cargar la página',
};
