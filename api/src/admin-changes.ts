/** What operators read and change of what they have made. What is not named stays as it is; secrets are never returned. */
import Type, { type Static, type TObject } from 'typebox';
import {
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
} from './admin.ts';
import { closed } from './closed.ts';

/** Every field of what is made may be changed, except to whom it belongs. */
function change<T extends TObject>(made: T, what: string, example: Readonly<Record<string, unknown>>) {
  const { group: _group, provider: _provider, type: _type, issuer: _issuer, ...others } = made.properties;
  const optional = Object.fromEntries(Object.entries(others).map(([name, schema]) => [name, Type.Optional(schema)]));
  return Type.Object(optional, {
    additionalProperties: false,
    minProperties: 1,
    description: what,
    examples: [example],
  });
}

type Changed<T> = Partial<Omit<T, 'group' | 'provider' | 'type' | 'issuer'>>;

export const GroupChange = change(NewGroup, 'What changes of a group', { name: 'Southern banks' });
export type GroupChange = Changed<NewGroup>;
export const ProviderChange = change(NewProvider, 'What changes of a service provider', { name: 'Banco Sur' });
export type ProviderChange = Changed<NewProvider>;
export const ClientChange = change(NewClient, 'What changes of an application', {
  redirect_uris: ['https://bank.example/back'],
});
export type ClientChange = Changed<NewClient>;
export const CaChange = change(NewCa, 'What changes of the connection', { url: 'https://ca2.example/ca' });
export type CaChange = Changed<NewCa>;
export const TsaChange = change(NewTsa, 'What changes of the connection', { url: 'https://tsa2.example/' });
export type TsaChange = Changed<NewTsa>;
export const IdpChange = change(NewIdp, 'What changes of the connection', { label: 'Our login' });
export type IdpChange = Changed<NewIdp>;

function list<T extends TObject>(of: T, what: string) {
  const [example] = (of as unknown as { readonly examples: readonly Static<T>[] }).examples;
  const items = Type.Array(of, { description: 'The oldest first' });
  return closed({ items }, what, { items: [example] } as never);
}

export const GroupList = list(Group, 'All groups');
export const ProviderList = list(Provider, 'All service providers');
export const ClientList = list(Client, 'All applications; no secret is among it');
export const CaList = list(Ca, 'All certification authorities that are connected');
export const TsaList = list(Tsa, 'All time-stamping authorities that are connected');
export const IdpList = list(Idp, 'All identity providers that are connected');
