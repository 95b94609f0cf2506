import {
  type CryptoModule,
  openPkcs11Module,
  openSoftwareModule,
  type Pkcs11ModuleOptions,
} from '@chancery/crypto-module';
import type { OptionalAlgorithm } from '@chancery/pki';
import { refuseConfiguration } from '../start-error.ts';

export interface ModuleOptions {
  /** Folder of the keys of the software module, which is for development. */
  readonly moduleFolder?: string;
  /** Lane processes of the software module: one unless told. */
  readonly lanes?: number;
  /** The module behind PKCS#11; with it there is no other. */
  readonly pkcs11?: Omit<Pkcs11ModuleOptions, 'switchedOn'>;
}

/** Opens the module that is named. @throws SamStartError `configuration`, CryptoModuleError `unavailable` */
export async function openModule(
  { moduleFolder, lanes = 1, pkcs11 }: ModuleOptions,
  switchedOn: readonly OptionalAlgorithm[],
): Promise<CryptoModule> {
  if (pkcs11 !== undefined) return await openPkcs11Module({ ...pkcs11, switchedOn });
  if (moduleFolder !== undefined) return await openSoftwareModule(moduleFolder, { lanes, switchedOn });
  return refuseConfiguration('A SAM needs a cryptographic module.');
}
