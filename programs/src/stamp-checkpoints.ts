/** The SSA fetches time-stamps over the checkpoints of the SAM's audit log: the SAM dials nobody, and judges what it is given. */
import { readFileSync } from 'node:fs';
import { type Outward, openTimeStamping, type TimeStamping } from '@chancery/connectors/tsa';
import type { SamClient } from '@chancery/sam/client';
import type { Logger } from 'pino';
import Type, { type Static } from 'typebox';
import { besideFile, closed } from './configuration.ts';

/** Authorities for the audit log, in the order they are asked; `rootFiles` are DER. */
export const CheckpointTsas = Type.Array(
  Type.Object(
    { url: Type.String(), policy: Type.Optional(Type.String()), rootFiles: Type.Array(Type.String()) },
    closed,
  ),
  { minItems: 1 },
);

type Sam = Pick<SamClient, 'checkpointsToStamp' | 'stampCheckpoint'>;

/** Throws ConnectorError for an authority that nobody could ask. */
export function checkpointStamping(
  file: string,
  tsas: Static<typeof CheckpointTsas>,
  outward: Outward,
): Promise<TimeStamping> {
  const configured = tsas.map(({ rootFiles, ...tsa }) => ({
    ...tsa,
    type: 'http' as const,
    roots: rootFiles.map((root) => new Uint8Array(readFileSync(besideFile(file, root)))),
  }));
  return openTimeStamping(configured, outward);
}

const pause = 300_000;
const again = 10_000;

/** Now and every five minutes, sooner after a failure; the SAM says what it wants, which is one each hour. Returns how to stop. */
export function stampCheckpoints(sam: Sam, stamping: TimeStamping, logger: Logger): () => void {
  const failed = (error: unknown) => {
    logger.warn({ err: error }, 'a checkpoint of the audit log could not be time-stamped');
    return again;
  };
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const next = await stampWanted(sam, stamping).then(() => pause, failed);
    timer = setTimeout(look, next).unref();
  };
  timer = setTimeout(look).unref();
  return () => clearTimeout(timer);
}

async function stampWanted(sam: Sam, stamping: TimeStamping): Promise<void> {
  const { checkpoints } = await sam.checkpointsToStamp();
  for (const { cp, sha256 } of checkpoints) {
    const { token } = await stamping.stamp(Buffer.from(sha256, 'base64url'), 'sha256');
    await sam.stampCheckpoint({ cp, token: Buffer.from(token).toString('base64url') });
  }
}
