/** A time-stamping authority that answers as it should, but for a change; for tests. */
import { buildTimeStampResponse, parseTimeStampRequest, type TimeStampGrant } from '@chancery/pki';
import { type Holder, scheme } from './sample-authority.ts';

export const samplePolicy = '1.3.6.1.4.1.32473.1.2';

export async function stampedBy(
  holder: Holder,
  request: Uint8Array,
  change: (granted: TimeStampGrant) => Partial<TimeStampGrant> = () => ({}),
): Promise<Uint8Array> {
  const { imprint, nonce, certReq } = parseTimeStampRequest(request);
  const granted: TimeStampGrant = {
    imprint: imprint.value,
    digest: imprint.digest ?? 'sha256',
    policy: samplePolicy,
    serial: 1n,
    genTime: new Date(),
    certReq,
    certificates: [holder.certificate.der],
    ...(nonce === undefined ? {} : { nonce }),
  };
  return buildTimeStampResponse({ ...granted, ...change(granted) }, scheme, holder.sign);
}
