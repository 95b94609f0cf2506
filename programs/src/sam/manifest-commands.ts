/** `chancery sam manifest make|verify`, and what a SAM checks of itself when it starts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { besideFile, ConfigurationError, closed, readSecret } from '../configuration.ts';
import { writePrivate } from '../private-file.ts';
import { ManifestError, makeManifest, verifyManifest } from './manifest.ts';
import { OfficerCommandError, tell } from './officer.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Where the manifest of the program lies, and by whose key it must be signed. */
export const Program = Type.Object({ manifestFile: Type.String(), releaseKeyFile: Type.String() }, closed);

export function runMake({ key, out }: { readonly key: string; readonly out: string }): void {
  const manifest = asked(() => makeManifest(root, readFileSync(key, 'utf8')));
  writePrivate(out, manifest);
  process.stdout.write(`${out}\n`);
}

type Verify = { readonly manifest: string; readonly key: string; readonly json?: boolean };

export function runVerify(options: Verify): void {
  const [manifest, key] = [options.manifest, options.key].map((file) => asked(() => readFileSync(file, 'utf8')));
  const files = asked(() => verifyManifest(root, manifest ?? '', key ?? ''));
  tell(options, { ok: true, files }, [`${files} files are as they were released.`]);
}

function asked<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const why = cause instanceof ManifestError ? 1 : 2;
    throw new OfficerCommandError(why, (cause as Error).message, { cause });
  }
}

/** What is told of the program in the status. Throws ConfigurationError for one that is not as it was released. */
export function checkedProgram(file: string, program: Static<typeof Program> | undefined): string {
  if (program === undefined) return 'not verified: no manifest is configured';
  const { manifestFile, releaseKeyFile } = program;
  try {
    const manifest = readFileSync(besideFile(file, manifestFile), 'utf8');
    return `as released: ${verifyManifest(root, manifest, readSecret(file, releaseKeyFile))} files`;
  } catch (cause) {
    throw new ConfigurationError(`${file}: ${(cause as Error).message}`, { cause });
  }
}
