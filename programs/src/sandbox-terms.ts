const version = '2026-1';

/** The terms that people of the sandbox accept with a new key, in each language of the pages. */
export const sandboxTerms = [
  {
    version,
    lang: 'en',
    text: `Terms of the Chancery sandbox, version ${version}

1. What you get. A signing key is made for you in the signature activation module, and a certificate names you as its owner.
2. What you do. You approve each signature yourself, with your passkey, on the approval page. Nobody else may use your passkey.
3. What you tell us. If you lose your passkey or did not ask for something you see, refuse it and say so at once.
4. What it is worth. Nothing: this is a sandbox. Its keys lie in files, and signatures made here have no legal effect.
5. How it ends. You may ask for the key to be destroyed at any time; signatures made before remain as they are.
`,
  },
  {
    version,
    lang: 'es',
    text: `Condiciones del entorno de pruebas de Chancery, versión ${version}

1. Qué recibe. Se crea para usted una clave de firma en el módulo de activación de firma, y un certificado le nombra como titular.
2. Qué hace usted. Aprueba cada firma personalmente, con su llave de acceso, en la página de aprobación. Nadie más puede usar su llave de acceso.
3. Qué nos comunica. Si pierde su llave de acceso o ve algo que no ha pedido, rechácelo y avise de inmediato.
4. Qué valor tiene. Ninguno: es un entorno de pruebas. Sus claves están en archivos, y las firmas hechas aquí no tienen efecto legal.
5. Cómo termina. Puede pedir en cualquier momento que se destruya la clave; las firmas hechas antes quedan como están.
`,
  },
  {
    version,
    lang: 'de',
    text: `Bedingungen der Testumgebung von Chancery, Fassung ${version}

1. Was Sie erhalten. Für Sie wird ein Signaturschlüssel im Signaturaktivierungsmodul erzeugt, und ein Zertifikat nennt Sie als Inhaber.
2. Was Sie tun. Sie geben jede Signatur selbst frei, mit Ihrem Passkey, auf der Freigabeseite. Niemand sonst darf Ihren Passkey verwenden.
3. Was Sie uns melden. Wenn Sie Ihren Passkey verlieren oder etwas sehen, das Sie nicht veranlasst haben, lehnen Sie es ab und melden Sie es sofort.
4. Was es gilt. Nichts: Dies ist eine Testumgebung. Ihre Schlüssel liegen in Dateien, und Signaturen von hier haben keine rechtliche Wirkung.
5. Wie es endet. Sie können jederzeit verlangen, dass der Schlüssel vernichtet wird; frühere Signaturen bleiben, wie sie sind.
`,
  },
  {
    version,
    lang: 'fr',
    text: `Conditions de l’environnement d’essai de Chancery, version ${version}

1. Ce que vous recevez. Une clé de signature est créée pour vous dans le module d’activation de signature, et un certificat vous en nomme titulaire.
2. Ce que vous faites. Vous approuvez vous-même chaque signature, avec votre clé d’accès, sur la page d’approbation. Personne d’autre ne peut utiliser votre clé d’accès.
3. Ce que vous nous signalez. Si vous perdez votre clé d’accès ou voyez une demande qui n’est pas de vous, refusez-la et signalez-le aussitôt.
4. Ce que cela vaut. Rien : c’est un environnement d’essai. Ses clés sont dans des fichiers, et les signatures faites ici n’ont aucun effet juridique.
5. Comment cela finit. Vous pouvez demander à tout moment que la clé soit détruite ; les signatures faites auparavant restent telles quelles.
`,
  },
  {
    version,
    lang: 'ar',
    text: `شروط بيئة Chancery التجريبية، الإصدار ${version}

1. ما تحصلون عليه. يُنشأ لكم مفتاح توقيع في وحدة تفعيل التوقيع، وتُسمّيكم شهادة مالكًا له.
2. ما تفعلونه. توافقون على كل توقيع بأنفسكم، بمفتاح المرور الخاص بكم، في صفحة الموافقة. لا يجوز لأحد سواكم استخدام مفتاح مروركم.
3. ما تبلغوننا به. إن فقدتم مفتاح مروركم أو رأيتم ما لم تطلبوه فارفضوه وأبلغوا عنه فورًا.
4. قيمته. لا قيمة له: هذه بيئة تجريبية. مفاتيحها محفوظة في ملفات، والتواقيع المنشأة هنا ليس لها أثر قانوني.
5. كيف ينتهي. يمكنكم في أي وقت طلب إتلاف المفتاح؛ وتبقى التواقيع السابقة كما هي.
`,
  },
] as const;
