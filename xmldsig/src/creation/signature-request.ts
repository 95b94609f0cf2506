/** What a new ds:Signature is to be. */
import type { DigestName, SignatureScheme } from '@chancery/pki';
import type { C14nMethod } from '../c14n/method.ts';
import type { FilterOperation } from '../signature/transform.ts';
import type { XmlDocument } from '../tree.ts';

export type TransformRequest =
  | { readonly kind: 'enveloped' }
  | { readonly kind: 'base64' }
  | { readonly kind: 'c14n'; readonly method: C14nMethod }
  | { readonly kind: 'filter2'; readonly operation: FilterOperation; readonly expression: string };

export interface ReferenceRequest {
  readonly id?: string;
  readonly uri?: string;
  readonly type?: string;
  readonly transforms: readonly TransformRequest[];
  /** The digest where it is known already; else the reference is followed inside the document. */
  readonly digestValue?: Uint8Array;
}

/** What ds:Object holds; `document` counts the originals. */
export type ObjectRequest =
  | { readonly kind: 'markup'; readonly id?: string; readonly text: string }
  | {
      readonly kind: 'xml';
      readonly id: string;
      readonly mimeType?: string;
      readonly content: XmlDocument;
      readonly document: number;
    }
  | { readonly kind: 'base64'; readonly id: string; readonly mimeType?: string; readonly document: number };

export interface SignatureRequest {
  readonly id: string;
  readonly valueId: string;
  readonly keyInfoId?: string;
  readonly c14n: C14nMethod;
  readonly scheme: SignatureScheme;
  readonly digest: DigestName;
  readonly references: readonly ReferenceRequest[];
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  readonly objects: readonly ObjectRequest[];
}
