import type { Account, AccountChange } from '../accounts.ts';
import type {
  Ca,
  Client,
  Group,
  Idp,
  NewCa,
  NewClient,
  NewGroup,
  NewIdp,
  NewProvider,
  NewTsa,
  Provider,
  Tsa,
} from '../admin.ts';
import type { CaChange, ClientChange, GroupChange, IdpChange, ProviderChange, TsaChange } from '../admin-changes.ts';
import type { DeviceList, LostPhone } from '../devices.ts';
import type { NewClientWebhook, Webhook, WebhookChange } from '../webhooks.ts';
import { type ClientOptions, callJson } from './call.ts';
import { pathTo } from './path-to.ts';

/** The administration API, under the operator's bearer token. Every method throws ApiError. */
export class AdminClient {
  readonly #options: ClientOptions & { readonly token: string };

  constructor(options: ClientOptions & { readonly token: string }) {
    this.#options = options;
  }

  readonly groups = this.#kind<NewGroup, Group, GroupChange>('groups');
  readonly providers = this.#kind<NewProvider, Provider, ProviderChange>('providers');
  /** The secret is in the answer of `create` and nowhere else. */
  readonly clients = this.#kind<NewClient, Client, ClientChange>('clients');
  readonly webhooks = this.#kind<NewClientWebhook, Webhook, WebhookChange>('webhooks');
  readonly cas = this.#kind<NewCa, Ca, CaChange>('cas');
  readonly tsas = this.#kind<NewTsa, Tsa, TsaChange>('tsas');
  readonly idps = this.#kind<NewIdp, Idp, IdpChange>('idps');

  readonly lostPhones = { report: (phone: LostPhone) => this.#create<DeviceList>('lost-phones', phone) };

  readonly accounts = {
    setStatus: (id: string, status: NonNullable<AccountChange['status']>) => this.#changeAccount(id, { status }),
    /** The name and password of CSC; null takes them away. */
    setLogin: (id: string, csc: NonNullable<AccountChange['csc']> | null) => this.#changeAccount(id, { csc }),
  };

  async #changeAccount(id: string, body: AccountChange): Promise<Account> {
    const { token } = this.#options;
    const call = { method: 'PATCH', path: `/admin/v1/accounts/${id}`, token, body } as const;
    return (await callJson(this.#options, call)) as Account;
  }

  #kind<New, Made, Change>(what: string) {
    const call = (method: 'GET' | 'PATCH' | 'DELETE', path: string, body?: unknown) => {
      const { token } = this.#options;
      return callJson(this.#options, {
        method,
        path: `/admin/v1${path}`,
        token,
        ...(body === undefined ? {} : { body }),
      });
    };
    return {
      create: (wanted: New) => this.#create<Made>(what, wanted),
      list: async () => ((await call('GET', `/${what}`)) as { items: Made[] }).items,
      get: async (id: string) => (await call('GET', pathTo(what, id))) as Made,
      change: async (id: string, change: Change) => (await call('PATCH', pathTo(what, id), change)) as Made,
      remove: async (id: string) => void (await call('DELETE', pathTo(what, id))),
    };
  }

  async #create<T>(what: string, body: unknown): Promise<T> {
    const { token } = this.#options;
    return (await callJson(this.#options, { method: 'POST', path: `/admin/v1/${what}`, token, body })) as T;
  }
}
