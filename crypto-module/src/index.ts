export type {
  AgreeCommand,
  AttestationJwk,
  AttestationKey,
  AttestCommand,
  AttestPublicCommand,
  CryptoModule,
  CsrCommand,
  EncryptionJwk,
  EncryptionPublicCommand,
  EphemeralJwk,
  GenerateCommand,
  KekProfile,
  LaneCommand,
  LaneResult,
  LaneResults,
  PepperCommand,
  RewrapCommand,
  RowMacCommand,
  RowVerifyCommand,
  Scal,
  SelfTestCommand,
  SelfTestResult,
  SelfTestValue,
  SignCommand,
  SignMessagesCommand,
  TokenState,
  TransitionCommand,
} from './command.ts';
export type { CryptoModuleErrorCode } from './crypto-module-error.ts';
export { CryptoModuleError } from './crypto-module-error.ts';
export type { EcAlgorithm, KeyAlgorithm, MessageAlgorithm, RsaAlgorithm } from './key-algorithm.ts';
export type { KeyHeader, KeyRecord } from './key-record.ts';
export { readHeader } from './key-record.ts';
export type { KeyState, TransitionSet } from './key-state.ts';
export { poolPolicy } from './key-state.ts';
export type { ModuleAlgorithm, Provider } from './pkcs11/provider-profile.ts';
export type { Pkcs11ModuleOptions } from './pkcs11-module.ts';
export { openPkcs11Module } from './pkcs11-module.ts';
export type { SoftwareModuleOptions } from './software-module.ts';
export { openSoftwareModule } from './software-module.ts';
export { verifyHash } from './verify-hash.ts';
