import type { Logger } from 'pino';
import type { OfficerAddress, SamAddress } from '../../client/index.ts';
import { officersIn } from '../officers/officer.ts';
import type { Peer, Sam } from '../sam.ts';
import { answering } from './answer.ts';
import { type HealthAddress, openHealthDoor } from './health-door.ts';
import { listen } from './listener.ts';

/** Where a SAM listens. `officer`: the privileged users' door; none unless told. */
export interface DoorAddresses {
  readonly ssa: SamAddress;
  readonly sic: SamAddress;
  readonly officer?: OfficerAddress;
  readonly health?: HealthAddress;
}

/** Where it listens now, ports filled in. */
export interface OpenDoors {
  readonly ssa: SamAddress;
  readonly sic: SamAddress;
  readonly officer?: SamAddress;
  readonly health?: HealthAddress;
}

interface Doors {
  readonly listen: DoorAddresses;
  readonly logger: Logger;
  /** What is told of the integrity of the program (EN 419 241-1 SRG_SO). */
  readonly program?: string;
}

/** Opens every door; what closes them is added to `closing`, also of those that were opened before one failed. */
export async function openDoors(
  { listen: at, logger, program }: Doors,
  sam: Sam,
  closing: (() => Promise<void>)[],
): Promise<OpenDoors> {
  const answer = answering(sam, logger);
  const door = async (peer: Peer, address: SamAddress) => {
    const listener = await listen(peer, address, answer);
    closing.push(() => listener.close());
    return listener.address;
  };
  const both = { ssa: await door('ssa', at.ssa), sic: await door('sic', at.sic) };
  const officer = at.officer === undefined ? {} : { officer: await door('officer', at.officer) };
  if (at.health === undefined) return { ...both, ...officer };
  const health = await openHealthDoor(at.health, () => toldOf(sam, program));
  closing.push(health.close);
  return { ...both, ...officer, health: health.address };
}

/** For the operator beside the health: who decides about this SAM, what its module's tokens are worth, what is made ahead, and which program it is. */
async function toldOf(sam: Sam, program = 'not verified') {
  const officers = await officersIn(sam.db, sam.module).catch(() => undefined);
  const decidedBy = officers?.length === 0 ? 'configuration' : 'officers';
  const tokens = sam.module.tokens?.();
  const pool = await sam.pool.standings().catch(() => []);
  const told = { ...(tokens && { tokens }), ...(pool.length > 0 && { pool }) };
  return { aud: sam.config.aud, decidedBy, program, ...told, ...(await sam.health.report()) };
}
