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

  'signed.title': { one: 'Su documento está firmado', other: '{count} documentos están firmados' },
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
  'refused.title': 'Ha rechazado',
  'refused.lead': 'No se ha firmado nada. {client} sabe que usted ha rechazado. Puede volver.',
  'expired.title': 'El tiempo de esta solicitud ha terminado',
  'expired.lead': 'No se ha firmado nada. Si finalmente desea firmar, pida a {client} una nueva solicitud.',
  'cancelled.title': 'Esta solicitud fue retirada',
  'cancelled.lead': '{client} ha cerrado esta solicitud. No se ha firmado nada. Puede volver.',
  'failed.title': 'No se pudo firmar el documento',
  'failed.lead':
    'No se ha firmado nada y no se ha perdido nada. Pida a {client} una nueva solicitud, e indique la referencia al soporte si vuelve a ocurrir.',
  'missing.title': 'Aquí no hay ningún resultado',
  'missing.lead':
    'Es posible que la dirección esté incompleta o que el resultado ya no se conserve. Vuelva al lugar de donde vino.',
  'unreachable.title': 'No hay conexión',
  'unreachable.lead': 'No se pudo cargar el resultado. Lo que se decidió sigue decidido. Vuelva a cargar esta página.',

  'choose.title': 'Antes de firmar',
  'choose.lead': '{client} le deja elegir. En la página siguiente leerá lo que se firma y allí decidirá.',
  'choose.identity': 'Usted firma como',
  'choose.certificate': 'Certificado de {issuer}, válido hasta el {until}',
  'choose.documents': 'Documentos que se firman',
  'choose.required': 'No se puede omitir',
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
  'fact.count': { one: '{count} documento', other: '{count} documentos' },
  'fact.signer': 'Firmado por',
  'fact.sealer': 'Sellado por',
  'fact.client': 'Solicitado por',
  'fact.reference': 'Referencia para el soporte',
  'documents.label': 'Documentos',
  'documents.failed': 'No se pudo cargar esta copia. Vuelva a cargar la página.',
  'next.check': '¿Cómo puedo comprobar esta firma?',
  'next.check-seal': '¿Cómo puedo comprobar este sello?',
  'next.check-text':
    'Abra el archivo descargado en un lector de PDF: muestra quién ha firmado y que nada se ha cambiado después. En este entorno de pruebas el lector no conoce al emisor, porque los certificados están hechos solo para probar.',
  'next.check-seal-text':
    'Abra el archivo descargado en un lector de PDF: muestra, como firma, qué organización lo ha sellado y que nada se ha cambiado después. En este entorno de pruebas el lector no conoce al emisor, porque los certificados están hechos solo para probar.',
  'action.all': 'Descargar todos en un ZIP',
  'action.back': 'Volver a {client}',
  'action.back-nameless': 'Volver',
  'action.somebody': 'la parte solicitante',
  'action.reload': 'Volver a cargar la página',
};
