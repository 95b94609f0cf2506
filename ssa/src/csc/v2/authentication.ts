import type { CscCredential } from '../csc-deps.ts';
import { phoneObject } from '../explicit-factors.ts';

const byPhone = { type: 'ChallengeResponseOOB', id: phoneObject, label: 'Phone' };

/** `auth` of a credential: by which authentication objects it is authorized (CSC API v2, 11.7 and its table of object types). */
export function authentication({ authMode, pin, otp }: CscCredential): object {
  if (authMode === 'oauth2code') return { mode: authMode, objects: [] };
  if (authMode === 'implicit') return { mode: 'explicit', expression: phoneObject, objects: [byPhone] };
  const byPin = { type: 'Password', id: 'PIN', format: 'A', ...pin };
  if (otp === undefined) return { mode: authMode, expression: 'PIN', objects: [byPin] };
  const byOtp = { type: 'ChallengeResponse', id: 'OTP', format: 'N', ...otp };
  return { mode: authMode, expression: 'PIN AND OTP', objects: [byPin, byOtp] };
}
