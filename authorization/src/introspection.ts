/**
 * Who may ask what a token is worth (RFC 7662): whom it was given to, and a client that operators made a resource server of the same
 * service provider. A token of scope `credential` is its owner's secret alone. Everybody else reads what is said of none: not active.
 */
import { type Client, findAccount, findClient, type Store } from '@chancery/store';
import type { AccessToken, ClientCredentials, Client as OidcClient, RefreshToken } from 'oidc-provider';

type Asking = Pick<OidcClient, 'clientId' | 'clientAuthMethod'>;
type Token = AccessToken | ClientCredentials | RefreshToken;

/** RFC 7662, 2.1 and 4: to who does not show who he is, nothing is told. */
export async function mayIntrospect({ db }: Store, asking: Asking, token: Token): Promise<boolean> {
  const { clientId: client, clientAuthMethod } = asking;
  if (clientAuthMethod === 'none') return false;
  const account = 'accountId' in token ? token.accountId : undefined;
  if (account !== undefined && (await findAccount(db, account))?.status !== 'active') return false;
  if (token.clientId === client) return true;
  if (token.scopes.has('credential')) return false;
  return isResourceServerOf(await findClient(db, client), await findClient(db, token.clientId ?? ''));
}

function isResourceServerOf(asking: Client | undefined, owner: Client | undefined): boolean {
  return asking?.metadata['resource_server'] === true && asking.provider === owner?.provider;
}
