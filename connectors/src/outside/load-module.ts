/**
 * Connectors from outside the tree: one file, an ES module without imports but Node's own, named in the configuration with the digest
 * of its octets. What is run is what was hashed: the octets themselves are imported, nobody reads the file a second time.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConnectorError } from '../connector-error.ts';
import type { Outward } from '../outward/outward.ts';

export interface OutsideModule {
  readonly type: 'module';
  /** Absolute. */
  readonly file: string;
  /** Hexadecimal, of the file. */
  readonly sha256: string;
  /** Whatever the module wants; handed over as it is. */
  readonly options?: unknown;
}

/** What a module gets beside its options: the guarded way out, and the one error that is understood. */
export interface OutsideContext {
  readonly outward: Outward;
  readonly ConnectorError: typeof ConnectorError;
}

/** Calls the function that the module exports under this name, and returns what it opens. Throws ConnectorError `configuration`. */
export async function openOutside(module: OutsideModule, name: string, outward: Outward): Promise<object> {
  const exported = await importOctets(await verifiedOctets(module), module.file);
  const open = exported[name];
  if (typeof open !== 'function') throw refusal(`${module.file} exports no function ${name}`);
  const context: OutsideContext = { outward, ConnectorError };
  const opened: unknown = await opening(() => open(module.options, context), module.file);
  if (typeof opened === 'object' && opened !== null) return opened;
  throw refusal(`${name} of ${module.file} opened nothing`);
}

async function verifiedOctets({ file, sha256 }: OutsideModule): Promise<Buffer> {
  const octets = await opening(() => readFile(file), file);
  if (createHash('sha256').update(octets).digest('hex') === sha256.toLowerCase()) return octets;
  throw refusal(`${file} is not the file whose digest is configured`);
}

async function importOctets(octets: Buffer, file: string): Promise<Readonly<Record<string, unknown>>> {
  return opening(() => import(`data:text/javascript;base64,${octets.toString('base64')}`), file);
}

async function opening<T>(act: () => T | Promise<T>, file: string): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause;
    throw new ConnectorError('configuration', `${file} cannot be used as a connector`, { cause });
  }
}

function refusal(message: string): ConnectorError {
  return new ConnectorError('configuration', message);
}
