/** The TLS of a listener of ours: two files, read again when they change, TLS 1.2 and 1.3 (RFC 9325, 3.1.1). */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import Type, { type Static } from 'typebox';
import { besideFile, ConfigurationError, closed, readSecret } from './configuration.ts';

export const OwnTls = Type.Object(
  {
    /** PEM */
    keyFile: Type.String(),
    /** PEM: our certificate first, then those that lead from it towards a root. */
    certificateFile: Type.String(),
  },
  closed,
);

/** PEM texts that fit each other. */
export interface TlsPair {
  readonly key: string;
  readonly cert: string;
}

type Files = Static<typeof OwnTls>;

/** Throws ConfigurationError in one sentence: unreadable, no key, no certificate, or of two different keys. */
export function readTlsPair(file: string, { keyFile, certificateFile }: Files): TlsPair {
  const [key, cert] = [readSecret(file, keyFile), readSecret(file, certificateFile)];
  const privateKey = parsed(file, keyFile, 'private key', () => createPrivateKey(key));
  const certificate = parsed(file, certificateFile, 'certificate', () => new X509Certificate(cert));
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigurationError(`${file}: ${certificateFile} is not the certificate of the key ${keyFile}`);
  return { key, cert };
}

function parsed<T>(file: string, name: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new ConfigurationError(`${file}: there is no ${what} in ${name}`, { cause });
  }
}

export interface Renewal {
  /** Given the new pair; connections that are open stay as they are. */
  readonly renew: (pair: TlsPair) => void;
  /** Told in a sentence why the old pair is still used. */
  readonly keep: (why: string) => void;
  /** Milliseconds between two looks: ten seconds unless told. */
  readonly every?: number;
}

/** Looks at both files from now on, until the function returned is called. One that is written before the other waits for it. */
export function renewWhenChanged(file: string, files: Files, { renew, keep, every = 10_000 }: Renewal): () => void {
  const paths = [files.keyFile, files.certificateFile].map((name) => besideFile(file, name));
  const look = (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
    try {
      renew(readTlsPair(file, files));
    } catch (error) {
      keep((error as Error).message);
    }
  };
  for (const path of paths) watchFile(path, { interval: every, persistent: false }, look);
  return () => {
    for (const path of paths) unwatchFile(path, look);
  };
}
