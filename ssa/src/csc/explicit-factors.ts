import type { CscCredential } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscCall } from './method.ts';
import type { Parameters } from './parameters.ts';
import { readAuthData } from './v2/auth-data.ts';

/** The id of a phone among the authentication objects of v2. */
export const phoneObject = 'mobile';

/** What the body of credentials/authorize proves with. */
interface ExplicitFactors {
  readonly pin: string;
  readonly otp?: string;
}

/**
 * `PIN` and `OTP` of v1, or the authentication objects of those ids in v2. Every mistake of form is found here, so that none of them counts as an
 * attempt; `oauth2code` credentials are not authorized by a body, whatever it says. @throws CscError
 */
export function readFactors(call: CscCall, credential: CscCredential): ExplicitFactors {
  const { authMode, scal } = credential;
  const { PIN: pin, OTP: otp } =
    call.dialect === 'v1' ? byName(call.parameters) : byObject(call.parameters, credential);
  if (authMode !== 'explicit' || scal !== 1) throw new CscError('notExplicit');
  if (pin === undefined) throw new CscError('missingPin');
  if (!mayBeFactor(pin)) throw new CscError('pinNotString');
  if (credential.otp === undefined) return { pin };
  if (otp === undefined) throw new CscError('missingOtp');
  if (!mayBeFactor(otp)) throw new CscError('otpNotString');
  return { pin, otp };
}

/** Nothing is typed where a phone is asked: types are judged, and in v2 the one object may be named. @throws CscError */
export function requireOutOfBand({ dialect, parameters }: CscCall): void {
  byName(parameters);
  const objects = dialect === 'v1' ? undefined : readAuthData(parameters);
  if ([...(objects?.keys() ?? [])].some((id) => id !== phoneObject)) throw new CscError('invalidAuthData');
}

interface Given {
  readonly PIN: string | undefined;
  readonly OTP: string | undefined;
}

function byName(parameters: Parameters): Given {
  const PIN = parameters.optionalString('PIN', 'pinNotString');
  return { PIN, OTP: parameters.optionalString('OTP', 'otpNotString') };
}

/** Who is told to speak v2 may go on with the names of v1; an object that no credential has proves nothing. */
function byObject(parameters: Parameters, { otp }: CscCredential): Given {
  const [named, objects] = [byName(parameters), readAuthData(parameters)];
  if (objects === undefined) return named;
  const ids = otp === undefined ? ['PIN'] : ['PIN', 'OTP'];
  if ([...objects.keys()].some((id) => !ids.includes(id))) throw new CscError('invalidAuthData');
  const one = (id: keyof Given) => {
    const value = objects.get(id) ?? named[id];
    if (named[id] !== undefined && named[id] !== value) throw new CscError('contradictingNames');
    return value;
  };
  return { PIN: one('PIN'), OTP: one('OTP') };
}

/** Whether a PIN or a one-time password can be any key's: what cannot be is a mistake of form, and counts as no attempt. */
function mayBeFactor(typed: string): boolean {
  return typed.length <= 128 && typed.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(typed);
}
