import type { Dialect } from './dialect.ts';

/** What `info` promises in each dialect; the routes are made from the same lists. */
export const implementedMethods = {
  v1: [
    'info',
    'auth/login',
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/authorize',
    'credentials/extendTransaction',
    'credentials/sendOTP',
    'signatures/signHash',
    'signatures/timestamp',
  ],
  v2: [
    'info',
    'auth/login',
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/create',
    'credentials/delete',
    'credentials/authorize',
    'credentials/authorizeCheck',
    'credentials/getChallenge',
    'credentials/extendTransaction',
    'credentials/sendOTP',
    'signatures/signHash',
    'signatures/signDoc',
    'signatures/signPolling',
    'signatures/timestamp',
  ],
} as const satisfies Record<Dialect, readonly string[]>;

export type CscMethodName = (typeof implementedMethods)[Dialect][number];
