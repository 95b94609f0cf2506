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
import type { DeviceList, LostPhone } from '../devices.ts';
import { type ClientOptions, callJson } from './call.ts';

/** The administration API, under the operator's bearer token. Every method throws ApiError. */
export class AdminClient {
  readonly #options: ClientOptions & { readonly token: string };

  constructor(options: ClientOptions & { readonly token: string }) {
    this.#options = options;
  }

  readonly groups = { create: (group: NewGroup) => this.#create<Group>('groups', group) };
  readonly providers = { create: (provider: NewProvider) => this.#create<Provider>('providers', provider) };
  /** The secret is in this answer and nowhere else. */
  readonly clients = { create: (client: NewClient) => this.#create<Client>('clients', client) };
  readonly cas = { create: (ca: NewCa) => this.#create<Ca>('cas', ca) };
  readonly tsas = { create: (tsa: NewTsa) => this.#create<Tsa>('tsas', tsa) };
  readonly idps = { create: (idp: NewIdp) => this.#create<Idp>('idps', idp) };

  readonly lostPhones = { report: (phone: LostPhone) => this.#create<DeviceList>('lost-phones', phone) };

  readonly accounts = {
    setStatus: async (id: string, status: AccountChange['status']) => {
      const { token } = this.#options;
      const call = { method: 'PATCH', path: `/admin/v1/accounts/${id}`, token, body: { status } } as const;
      return (await callJson(this.#options, call)) as Account;
    },
  };

  async #create<T>(what: string, body: unknown): Promise<T> {
    const { token } = this.#options;
    return (await callJson(this.#options, { method: 'POST', path: `/admin/v1/${what}`, token, body })) as T;
  }
}
