/** Signatures over a document that is known by its digest alone: they lie beside it, or its owner puts them into their place. */
import {
  embedCades,
  embedJades,
  embedXades,
  jwsSigningInput,
  type PreparedCades,
  prepareCades,
  prepareJades,
  prepareXades,
} from '@chancery/ades';
import { type DigestName, digestLength, digestOf, PkiError, signedAttributes } from '@chancery/pki';
import { xmlBinding } from './binding.ts';
import type { SignatureValue } from './embed-document.ts';
import { translated } from './format-refusal.ts';
import { ScaError } from './sca-error.ts';
import type { Signer } from './signature-form.ts';

/** `pades` is the CMS for the `/Contents` of a PDF whose byte range has this digest. `fileName` is how the others call the document. */
export interface DigestForm {
  readonly format: 'pades' | 'cades' | 'xades' | 'jades';
  readonly fileName?: string;
  readonly mimeType?: string;
}

export interface PreparedForDigest {
  readonly dtbsr: Uint8Array;
  /** What shows that the DTBS/R is made for this digest, as `bindingOf` says. */
  readonly attributes: Uint8Array;
  /** The signature, once its value verifies with the certificate's key. Throws ScaError. */
  embed(value: SignatureValue): Uint8Array;
}

/** `value` is the document's digest under the scheme's. Throws ScaError. */
export function prepareDigest(value: Uint8Array, form: DigestForm, signer: Signer): PreparedForDigest {
  const { digest } = signer.scheme;
  if (value.length !== digestLength(digest)) throw new ScaError('input', `the digest of the document is no ${digest}`);
  return translated(() => preparations[form.format](value, form, { ...signer, digest }));
}

type Options = Signer & { readonly digest: DigestName };
type Preparation = (value: Uint8Array, form: DigestForm, options: Options) => PreparedForDigest;

const preparations: Readonly<Record<DigestForm['format'], Preparation>> = {
  pades: (value, _form, options) => inCms(forPdf(value, options), value, options),
  cades: (value, { mimeType }, options) => {
    const content = { packaging: 'detached', content: { digest: options.digest, value } } as const;
    return inCms(prepareCades(content, { ...options, ...(mimeType && { mimeType }) }), value, options);
  },
  xades: (value, form, options) => {
    const content = { references: [{ kind: 'file', ...file(value, form, options) }] } as const;
    const prepared = prepareXades(content, options);
    return {
      dtbsr: prepared.dtbsr,
      attributes: xmlBinding(prepared),
      embed: (signed) => translated(() => embedXades(prepared, signed, content)),
    };
  },
  jades: (value, form, options) => {
    const content = { packaging: 'detached', files: [file(value, form, options)] } as const;
    const prepared = prepareJades(content, options);
    const attributes = jwsSigningInput(prepared.protectedHeader, '');
    return {
      dtbsr: prepared.dtbsr,
      attributes,
      embed: (signed) => translated(() => embedJades(prepared, signed, content)),
    };
  },
};

function file(value: Uint8Array, { fileName: name = 'document', mimeType }: DigestForm, { digest }: Options) {
  return { name, digest, value, ...(mimeType && { mimeType }) };
}

function inCms(prepared: PreparedCades, value: Uint8Array, { digest }: Options): PreparedForDigest {
  const content = { packaging: 'detached', content: { digest, value } } as const;
  const { dtbsr, signedAttributes: attributes } = prepared;
  return { dtbsr, attributes, embed: (signed) => translated(() => embedCades(prepared, signed, content)) };
}

/** EN 319 142-1, 6.3: no signing-time, which stands in the dictionary of the PDF. */
function forPdf(messageDigest: Uint8Array, { digest, certificates: [own] }: Options): PreparedCades {
  try {
    const signingCertificate = own ?? new Uint8Array();
    const attributes = signedAttributes({ messageDigest, digest, signingCertificate });
    const dtbsr = digestOf(digest, attributes);
    return { packaging: 'detached', digest, messageDigest, signedAttributes: attributes, dtbsr };
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new ScaError('input', 'the certificate of the signer cannot be read', { cause });
  }
}
