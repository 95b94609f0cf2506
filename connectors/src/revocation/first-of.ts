import { PkiError } from '@chancery/pki';
import { ConnectorError } from '../connector-error.ts';

const mostPlaces = 8;

/**
 * The first place that brings something; undefined when there is no place. Places come from a certificate: those we do not dial
 * (ldap) are passed over, and there are not endlessly many. Throws the ConnectorError of the first, the others as its cause.
 */
export async function firstOf<T>(urls: readonly string[], ask: (url: string) => Promise<T>): Promise<T | undefined> {
  const failures: ConnectorError[] = [];
  for (const url of urls.filter((one) => /^https?:/i.test(one)).slice(0, mostPlaces)) {
    try {
      return await ask(url);
    } catch (error) {
      failures.push(failureOf(error));
    }
  }
  const [first] = failures;
  if (!first) return undefined;
  throw new ConnectorError(first.code, first.message, { cause: new AggregateError(failures) });
}

function failureOf(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof PkiError)) throw error;
  return new ConnectorError('malformed', 'an answer cannot be read', { cause: error });
}
