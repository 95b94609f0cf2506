/** `chancery sam`: the signature activation module. */
import { checkConfig, type RunningSam, startSam } from '@chancery/sam/server';
import { pino } from 'pino';
import { readConfiguration } from './configuration.ts';
import { announceReady, beforeLeaving } from './lifetime.ts';
import { checkedProgram } from './sam/manifest-commands.ts';
import { SamConfiguration, samConfig, samOptions } from './sam-configuration.ts';

export async function runSam(options: { config: string; check?: boolean }): Promise<void> {
  const file = options.config;
  const configuration = readConfiguration(file, SamConfiguration);
  const program = checkedProgram(file, configuration.program);
  const logger = pino({ name: 'sam' }, pino.destination(2));
  const config = samConfig(file, configuration, logger);
  checkConfig(config);
  if (options.check) return;
  const sam = await startSam({ ...samOptions(file, configuration), program, config, logger });
  beforeLeaving(() => sam.close());
  announceReady();
}

/** The same inside of an SSA, for the installation without a second machine: keys of SCAL1 alone. */
export async function startActivation(file: string, { check = false } = {}): Promise<RunningSam | undefined> {
  const configuration = readConfiguration(file, SamConfiguration);
  const program = checkedProgram(file, configuration.program);
  const logger = pino({ name: 'sam' }, pino.destination(2));
  const config = { ...samConfig(file, configuration, logger), onlyScal1: true };
  checkConfig(config);
  return check ? undefined : startSam({ ...samOptions(file, configuration), program, config, logger });
}
