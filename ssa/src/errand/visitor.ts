/** Who came, as far as her browser says it: what she is asked is put to her in her language, and with the time she needs. */
import { acceptedLanguages, spokenLanguage } from '@chancery/look/languages';
import type { FastifyRequest } from 'fastify';

/** How much time a person gets to decide. */
export type Pace = 'usual' | 'unhurried';

export interface Visitor {
  readonly pace: Pace;
  /** BCP 47; of the languages that the pages speak. None where nobody came with a browser. */
  readonly lang?: string;
}

const halfAnHour = 1_800;

export function visitorOf({ headers }: Pick<FastifyRequest, 'headers'>, pace: Pace): Visitor {
  const accepted = headers['accept-language'];
  return accepted === undefined ? { pace } : { pace, lang: spokenLanguage(acceptedLanguages(accepted)).locale };
}

/** For the SAM, whose usual is five minutes. */
export function heard({ pace, lang }: Visitor): { readonly lifetime?: number; readonly lang?: string } {
  return { ...(pace === 'unhurried' ? { lifetime: halfAnHour } : {}), ...(lang === undefined ? {} : { lang }) };
}
