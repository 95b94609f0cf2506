/** Who has logged out here is logged out at the applications that want to know (OpenID Connect Back-Channel Logout 1.0, 2.5). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outward } from '@chancery/connectors/tsa';
import type Provider from 'oidc-provider';

/** The library's way out: the one that is guarded, to addresses that operators registered. */
export function fetchOutward(outward: Outward | undefined, insecureHttp: boolean) {
  return async (url: string | URL, { method, headers, body }: RequestInit): Promise<Response> => {
    if (outward === undefined) throw new Error('there is no way out');
    const { status } = await outward.ask({
      url: String(url),
      method: method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(new Headers(headers)),
      ...(body ? { body: Buffer.from(String(body)) } : {}),
      schemes: insecureHttp ? ['https', 'http'] : ['https'],
      largest: 4096,
      milliseconds: 2500,
    });
    return new Response(null, { status });
  };
}

/** Ends the browser's session at the OAuth server. `failed` is told of each application that could not be. */
export async function tellApplications(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  failed: (error: unknown, client: string) => void,
): Promise<void> {
  const session = await provider.Session.get(provider.createContext(request, response));
  const { accountId, authorizations = {} } = session;
  if (accountId === undefined) return;
  await session.destroy();
  const told = Object.entries(authorizations).map(async ([id, { sid = '' }]) => {
    const client = (await provider.Client.find(id)) as Told | undefined;
    if (client?.backchannelLogoutUri) await client.backchannelLogout(accountId, sid);
  });
  for (const [index, one] of (await Promise.allSettled(told)).entries())
    if (one.status === 'rejected') failed(one.reason, Object.keys(authorizations)[index] ?? '');
}

interface Told {
  readonly backchannelLogoutUri?: string;
  backchannelLogout(account: string, sid: string): Promise<unknown>;
}
