import { ApiError } from './call.ts';

/** A signed document on its way, with the name it should have. */
export interface SignedFile {
  /** Without any folder; undefined when the engine gave none that a file may have. */
  readonly name: string | undefined;
  /** Throws ApiError `unreachable` when the rest of it does not come. */
  readonly octets: AsyncIterable<Uint8Array>;
}

export function signedFile({ headers, body }: Response): SignedFile {
  return { name: fileName(headers.get('content-disposition') ?? ''), octets: whole(body) };
}

/** RFC 6266, 4.3: the last part of a path, and no name that leads elsewhere. */
function fileName(disposition: string): string | undefined {
  const encoded = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  const name = encoded === undefined ? undefined : decoded(encoded)?.split(/[/\\]/).at(-1);
  return name === undefined || /^\.*$|\p{Cc}/u.test(name) ? undefined : name;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

async function* whole(body: Response['body']): AsyncGenerator<Uint8Array> {
  try {
    if (body !== null) yield* body;
  } catch (cause) {
    throw new ApiError('unreachable', 0, 'The answer broke off', { cause });
  }
}
