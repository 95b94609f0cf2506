/**
 * How a person was authenticated, in the words of her identity provider (`acr`) and as a level on three scales: (EU) 2015/1502, NIST SP
 * 800-63B, ISO/IEC 29115. A session says it of one login; what an approval is worth the SAM judges by itself.
 */
export interface Level {
  readonly eidas: 'low' | 'substantial' | 'high';
  readonly nist: string;
  readonly iso29115: string;
}

const scale: readonly Level[] = [
  { eidas: 'low', nist: 'AAL1', iso29115: 'LoA2' },
  { eidas: 'substantial', nist: 'AAL2', iso29115: 'LoA3' },
  { eidas: 'high', nist: 'AAL3', iso29115: 'LoA4' },
];
const notified = 'http://eidas.europa.eu/LoA/';
const notNotified = 'http://eidas.europa.eu/NotNotified/LoA/';

/** The level that a class names by the URI of eIDAS (SAML Message Format 1.4, 3.2) or by its name on one of the scales; undefined for another. */
export function levelOf(acr: string | null | undefined): Level | undefined {
  return scale.find(({ eidas, ...others }) =>
    [notified + eidas, notNotified + eidas, eidas, ...Object.values(others)].includes(acr ?? ''),
  );
}

/** Every class by which a level may be asked for (OpenID Connect Discovery, `acr_values_supported`). */
export const knownClasses = scale.map(({ eidas }) => notified + eidas);

/** Whether a login of class `acr` is one of those asked for, or of a level that is as high as one of theirs. */
export function satisfies(acr: string | null | undefined, asked: readonly string[]): boolean {
  const reached = rank(acr);
  return asked.length === 0 || asked.some((one) => one === acr || (rank(one) >= 0 && reached >= rank(one)));
}

function rank(acr: string | null | undefined): number {
  const level = levelOf(acr);
  return level === undefined ? -1 : scale.indexOf(level);
}

/** The classes of the parameter `acr_values` (OpenID Connect Core, 3.1.2.1). */
export function classesAsked(parameters: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const { acr_values: values } = parameters ?? {};
  return typeof values === 'string' ? values.split(' ').filter(Boolean) : [];
}
