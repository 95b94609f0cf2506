/** Logs in to the token named and out of it, again and again until its parent goes: `library label pin`. */
import pkcs11js from 'pkcs11js';

process.on('disconnect', () => process.exit(0));
const [, , library = '', label = '', pin = ''] = process.argv;
const module = new pkcs11js.PKCS11();
module.load(library);

function once(): void {
  try {
    module.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
    const slot = module.C_GetSlotList(true).find((one) => module.C_GetTokenInfo(one).label.trim() === label);
    if (slot !== undefined) module.C_Login(module.C_OpenSession(slot, 6), 1, pin);
  } catch {
    // What gets in the way of others is in the way of this one, too.
  }
  try {
    module.C_Finalize();
  } catch {
    // It was never initialized.
  }
}

function again(): void {
  once();
  setImmediate(again);
}

again();
process.send?.('at work');
