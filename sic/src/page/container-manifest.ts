/** An ASiCManifest (EN 319 162-1, annex A.4) in its canonical form: the files that a signature in a container is over. */
import { type CanonicalElement, readCanonicalXml } from './canonical-xml.ts';
import { type Digested, declarationOf, declares, digestedBy, prefixOf } from './signed-info.ts';
import { VerifyError } from './verify-error.ts';

const asic = 'http://uri.etsi.org/02918/v1.2.1#';
const dsig = 'http://www.w3.org/2000/09/xmldsig#';

/** In their order. Throws VerifyError xml-malformed for anything a verifier could read otherwise. */
export function entriesOf(manifest: Uint8Array): readonly Digested[] {
  const root = readCanonicalXml(manifest);
  const prefix = prefixOf(root, 'ASiCManifest', asic);
  const ds = declaredAs(root, dsig);
  const declarations = [declarationOf(prefix), declarationOf(ds)];
  if (root.children.some((child) => declarations.some((one) => declares(child, one)))) throw malformed();
  const [signature, ...objects] = root.children;
  if (signature?.name !== `${prefix}SigReference` || signature.children.length > 0) throw malformed();
  return objects.map((one) => entryOf(one, prefix, ds));
}

/** The prefix, with its colon, that the root binds to this namespace. */
function declaredAs({ attributes }: CanonicalElement, namespace: string): string {
  const [name, ...more] = [...attributes].filter(([, value]) => value === namespace).map(([one]) => one);
  if (name === undefined || more.length > 0 || !name.startsWith('xmlns:')) throw malformed();
  return `${name.slice('xmlns:'.length)}:`;
}

function entryOf({ name, children }: CanonicalElement, prefix: string, ds: string): Digested {
  if (name !== `${prefix}DataObjectReference`) throw malformed();
  return digestedBy(children, ds);
}

function malformed(): VerifyError {
  return new VerifyError('xml-malformed');
}
