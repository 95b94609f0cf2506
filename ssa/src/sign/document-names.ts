/** The names in the document store, by the place of a document in its request. */
export function originalName(position: number): string {
  return `${position}.original`;
}

/** With the signature in it, before anything is added for the time to come. */
export function embeddedName(position: number): string {
  return `${position}.embedded`;
}

export function signedName(position: number): string {
  return `${position}.signed`;
}
