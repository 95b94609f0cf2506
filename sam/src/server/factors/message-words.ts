/** What messages to signers say, in the languages of the approval page. Whole sentences with named places: `{client}`, `{name}` … */
const english = {
  sign: '{client} asks you to sign “{name}”.',
  'sign.several': '{client} asks you to sign {count} documents, “{name}” among them.',
  seal: '{client} asks you to approve the seal of {organization} on “{name}”.',
  'seal.several': '{client} asks you to approve the seal of {organization} on {count} documents, “{name}” among them.',
  'key.create': '{client} asks you to make a key for signing.',
  'key.delete': '{client} asks you to destroy a key for signing.',
  'factor.change': '{client} asks you to change how you approve.',
  enrol: '{client} asks you to set up your signature.',
  code: 'Code: {otp}, for five minutes. Type it on {page} and nowhere else; tell it to nobody.',
  recovered:
    'How you approve signatures was replaced at {provider}: what you used before is worth nothing now.\nYour keys for qualified signatures rest until {time} UTC.\nIf this was not you, tell {provider} before then.',
};

type Words = Readonly<Record<keyof typeof english, string>>;

const spanish: Words = {
  sign: '{client} le pide que firme «{name}».',
  'sign.several': '{client} le pide que firme {count} documentos, entre ellos «{name}».',
  seal: '{client} le pide que apruebe el sello de {organization} en «{name}».',
  'seal.several':
    '{client} le pide que apruebe el sello de {organization} en {count} documentos, entre ellos «{name}».',
  'key.create': '{client} le pide que cree una clave de firma.',
  'key.delete': '{client} le pide que destruya una clave de firma.',
  'factor.change': '{client} le pide que cambie su manera de aprobar.',
  enrol: '{client} le pide que configure su firma.',
  code: 'Código: {otp}, válido cinco minutos. Escríbalo en {page} y en ningún otro lugar; no se lo diga a nadie.',
  recovered:
    'En {provider} se ha sustituido su manera de aprobar firmas: lo que usaba antes ya no vale.\nSus claves para firmas cualificadas descansan hasta el {time} UTC.\nSi no ha sido usted, avise antes a {provider}.',
};

const german: Words = {
  sign: '{client} bittet Sie, „{name}“ zu signieren.',
  'sign.several': '{client} bittet Sie, {count} Dokumente zu signieren, darunter „{name}“.',
  seal: '{client} bittet Sie, das Siegel von {organization} für „{name}“ freizugeben.',
  'seal.several':
    '{client} bittet Sie, das Siegel von {organization} für {count} Dokumente freizugeben, darunter „{name}“.',
  'key.create': '{client} bittet Sie, einen Signaturschlüssel zu erzeugen.',
  'key.delete': '{client} bittet Sie, einen Signaturschlüssel zu vernichten.',
  'factor.change': '{client} bittet Sie, Ihre Art der Freigabe zu ändern.',
  enrol: '{client} bittet Sie, Ihre Signatur einzurichten.',
  code: 'Code: {otp}, fünf Minuten gültig. Geben Sie ihn auf {page} ein und nirgends sonst; nennen Sie ihn niemandem.',
  recovered:
    'Bei {provider} wurde ersetzt, womit Sie Signaturen freigeben: Was Sie bisher verwendet haben, gilt nicht mehr.\nIhre Schlüssel für qualifizierte Signaturen ruhen bis {time} UTC.\nWenn Sie das nicht waren, melden Sie es {provider} vorher.',
};

const french: Words = {
  sign: '{client} vous demande de signer « {name} ».',
  'sign.several': '{client} vous demande de signer {count} documents, dont « {name} ».',
  seal: '{client} vous demande d’approuver le cachet de {organization} sur « {name} ».',
  'seal.several':
    '{client} vous demande d’approuver le cachet de {organization} sur {count} documents, dont « {name} ».',
  'key.create': '{client} vous demande de créer une clé de signature.',
  'key.delete': '{client} vous demande de détruire une clé de signature.',
  'factor.change': '{client} vous demande de modifier votre manière d’approuver.',
  enrol: '{client} vous demande de configurer votre signature.',
  code: 'Code : {otp}, valable cinq minutes. Saisissez-le sur {page} et nulle part ailleurs ; ne le dites à personne.',
  recovered:
    'Chez {provider}, votre manière d’approuver les signatures a été remplacée : ce que vous utilisiez avant ne vaut plus rien.\nVos clés pour les signatures qualifiées sont suspendues jusqu’au {time} UTC.\nSi ce n’était pas vous, signalez-le avant à {provider}.',
};

const arabic: Words = {
  sign: 'ورد من {client} طلب لتوقيع «{name}».',
  'sign.several': 'ورد من {client} طلب للتوقيع، وعدد المستندات {count}، منها «{name}».',
  seal: 'ورد من {client} طلب للموافقة على وضع ختم {organization} على «{name}».',
  'seal.several': 'ورد من {client} طلب للموافقة على وضع ختم {organization}، وعدد المستندات {count}، منها «{name}».',
  'key.create': 'ورد من {client} طلب لإنشاء مفتاح توقيع.',
  'key.delete': 'ورد من {client} طلب لإتلاف مفتاح توقيع.',
  'factor.change': 'ورد من {client} طلب لتغيير طريقة موافقتكم.',
  enrol: 'ورد من {client} طلب لتجهيز توقيعكم.',
  code: 'الرمز: {otp}، صالح لخمس دقائق. اكتبوه في {page} دون سواها، ولا تخبروا به أحدًا.',
  recovered:
    'استُبدل لدى {provider} ما توافقون به على التواقيع: ما كنتم تستخدمونه من قبل لم تعد له أي قيمة.\nمفاتيحكم للتواقيع المؤهلة موقوفة حتى {time} بالتوقيت العالمي المنسّق.\nإن لم تكونوا أنتم من فعل ذلك فأبلغوا {provider} قبل هذا الموعد.',
};

export const messageWords = { en: english, es: spanish, de: german, fr: french, ar: arabic } as const;

export interface Told {
  readonly text: string;
  /** BCP 47. */
  readonly lang: string;
}

/** One sentence, or a few, in this language (BCP 47) where it is spoken, else in English. */
export function tell(
  lang: string | undefined,
  key: keyof Words,
  values: Readonly<Record<string, string | number>>,
): Told {
  const spoken = languageOf(lang);
  const text = messageWords[spoken][key].replace(/\{(\w+)\}/g, (place, name: string) =>
    written(values[name] ?? place, spoken),
  );
  return { text, lang: spoken };
}

/** Words of another direction stay whole within Arabic (Unicode UAX 9: first strong isolate); a number needs no such thing. */
function written(value: string | number, spoken: keyof typeof messageWords): string {
  const words = spoken === 'ar' && !/^\d+$/.test(String(value));
  return words ? `\u2068${value}\u2069` : String(value);
}

function languageOf(lang = ''): keyof typeof messageWords {
  const [language = ''] = lang.toLowerCase().split('-');
  return Object.hasOwn(messageWords, language) ? (language as keyof typeof messageWords) : 'en';
}
