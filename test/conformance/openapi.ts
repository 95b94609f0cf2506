/** openapi-spec-validator, a judge nobody here wrote, reads what the running engine says of its APIs. */
import { spawnSync } from 'node:child_process';
import { openWorld } from '../integration/world.ts';
import type { Tally } from './matrix.ts';
import { pythonWith } from './python.ts';

/** Two cases: our description is one of OpenAPI 3.1; the same with two operations of one name is refused. */
export async function describedInOpenApi(): Promise<Tally> {
  const world = await openWorld();
  try {
    const description = await (await fetch(`http://127.0.0.1:${world.engine.origins.port}/openapi.json`)).text();
    const broken = description.replace('"operationId":"readAccount"', '"operationId":"createAccount"');
    const right = [accepts(description), broken !== description && !accepts(broken)];
    const passed = right.filter(Boolean).length;
    return { passed, failed: right.length - passed };
  } finally {
    await world.close();
  }
}

function accepts(description: string): boolean {
  const program = ['-I', '-m', 'openapi_spec_validator', '--schema', '3.1', '--validation-errors', 'all', '-'];
  const { status, stdout, stderr } = spawnSync(pythonWith('openapi'), program, {
    input: description,
    encoding: 'utf8',
  });
  process.stdout.write(
    `OpenAPI ${status === 0 ? 'accepted' : 'refused'}: ${(stdout + stderr).trim().split('\n')[0]}\n`,
  );
  return status === 0;
}
