import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { ErrandState } from './enrollments.ts';
import { id, instant, webAddress, word } from './text.ts';

const account = '01a21372-eace-70f0-9c36-3abf54ad138c';
const phone = 'dev_9kQ2v0m8sT1yXw3n6bC9dw';

/** Device management: what a person approves with, and how it changes. */
const DeviceKind = word(['passkey', 'phone', 'pin'], 'What she approves with');

/** A passkey is called what its authenticator called it: up to 1,023 octets (Web Authentication, 6.4.2), in base64url. */
const deviceId = (description: string) =>
  Type.String({ minLength: 1, maxLength: 1364, pattern: '^[A-Za-z0-9_-]+$', description });

const Device = closed(
  {
    id: deviceId('The device'),
    kind: DeviceKind,
    since: instant('When it was added'),
    model: Type.Optional(Type.String({ description: 'Of a phone, as it called itself' })),
  },
  'Something a person approves with',
);

export const DeviceSearch = closed({ account: id('Whose devices') });
export type DeviceSearch = Static<typeof DeviceSearch>;

export const DeviceList = closed(
  { devices: Type.Array(Device, { description: 'Oldest first' }) },
  'What a person approves with',
  {
    devices: [
      { id: 'AbU7k0qCq1Y', kind: 'passkey', since: '2026-11-25T16:04:30.000Z' },
      { id: phone, kind: 'phone', since: '2026-11-26T08:12:09.000Z', model: 'Fairphone 5' },
    ],
  },
);
export type DeviceList = Static<typeof DeviceList>;

const change = {
  add: Type.Optional(DeviceKind),
  remove: Type.Optional(deviceId('The device that is to go')),
};

export const NewDeviceChange = closed(
  {
    account: id('The account whose devices change'),
    ...change,
    redirect_uri: Type.Optional(webAddress('Where the browser goes afterwards; one the client has registered')),
  },
  'What is to be added or removed: one of both. A PIN that is added takes the place of the one before',
  { account, add: 'phone', redirect_uri: 'https://bank.example/signed' },
);
export type NewDeviceChange = Static<typeof NewDeviceChange>;

export const DeviceChange = closed(
  {
    id: id('The change'),
    account: id('The account whose devices change'),
    ...change,
    state: ErrandState,
    url: webAddress('Open it in the browser of the person'),
    expires_at: instant('After this the address is of no use'),
  },
  'A change of what a person approves with and how it stands; a phone that is added is listed once it has joined',
  {
    id: '01a21376-5d0b-7c33-8e1f-2a9b4c7d5007',
    account,
    add: 'phone',
    state: 'open',
    url: 'https://sign.example/changes/Xr3w8uQk1mB6zN0vT5yJcA',
    expires_at: '2026-12-02T16:07:44.000Z',
  },
);
export type DeviceChange = Static<typeof DeviceChange>;

export const LostPhone = closed(
  { account: id('Whose phone it was'), device: deviceId('The phone') },
  'A phone that was lost, as somebody told who was believed',
  { account, device: phone },
);
export type LostPhone = Static<typeof LostPhone>;
