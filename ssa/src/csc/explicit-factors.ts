import type { CscCredential } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import { mayBePin } from './limits.ts';
import type { CscCall } from './method.ts';
import type { Parameters } from './parameters.ts';
import { readAuthData } from './v2/auth-data.ts';

/** What the body of credentials/authorize proves with. */
interface ExplicitFactors {
  readonly pin: string;
}

/**
 * `PIN` of v1, or the authentication object of that id in v2. Every mistake of form is found here, so that none of them counts as an
 * attempt; `oauth2code` credentials are not authorized by a body, whatever it says. @throws CscError
 */
export function readFactors(call: CscCall, { authMode, scal }: CscCredential): ExplicitFactors {
  const { PIN: pin } = call.dialect === 'v1' ? byName(call.parameters) : byObject(call.parameters);
  if (authMode !== 'explicit' || scal !== 1) throw new CscError('notExplicit');
  if (pin === undefined) throw new CscError('missingPin');
  if (!mayBePin(pin)) throw new CscError('pinNotString');
  return { pin };
}

interface Given {
  readonly PIN: string | undefined;
}

function byName(parameters: Parameters): Given {
  const PIN = parameters.optionalString('PIN', 'pinNotString');
  parameters.optionalString('OTP', 'otpNotString');
  return { PIN };
}

/** Who is told to speak v2 may go on with the names of v1; an object that no credential has proves nothing. */
function byObject(parameters: Parameters): Given {
  const [named, objects] = [byName(parameters), readAuthData(parameters)];
  if (objects === undefined) return named;
  if ([...objects.keys()].some((id) => id !== 'PIN')) throw new CscError('invalidAuthData');
  const PIN = objects.get('PIN') ?? named.PIN;
  if (named.PIN !== undefined && named.PIN !== PIN) throw new CscError('contradictingNames');
  return { PIN };
}
