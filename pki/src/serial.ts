import { readInteger, type Tlv, toHex } from './der.ts';

/** A serial number in upper-case hex, without leading zeros or sign. Throws PkiError `malformed` when it is no INTEGER. */
export function serialHex(serial: Tlv): string {
  readInteger(serial);
  return toHex(serial.value)
    .toUpperCase()
    .replace(/^(00)+(?=..)/, '');
}
