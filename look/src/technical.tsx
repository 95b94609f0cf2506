/** A value for machines and for comparing (a fingerprint, a number, an address): it runs from left to right in every language. */
export function Technical({ children }: { readonly children: string }) {
  return (
    <bdi className="mono" dir="ltr">
      {children}
    </bdi>
  );
}
