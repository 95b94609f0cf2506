/** The octets at an address of this host. Rejects where there are none. */
export async function read(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the document could not be read: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
