/** A new PIN, typed twice; how good it is the signing module judges. */
import type { EncryptionKey, Evidence } from '@chancery/sam/client';
import { useState } from 'react';
import { encryptToSam } from './encrypt-to-sam.ts';
import { Field } from './field.tsx';
import { say } from './language.ts';

export interface NewPin {
  readonly values: readonly [string, string];
  readonly type: (values: readonly [string, string]) => void;
  readonly complete: boolean;
  readonly evidence: (key: EncryptionKey, hash: Uint8Array<ArrayBuffer>) => Promise<Evidence>;
}

const shortest = 6;

export function useNewPin(): NewPin {
  const [values, type] = useState<NewPin['values']>(['', '']);
  const [pin, again] = values;
  const evidence: NewPin['evidence'] = async (key, hash) => ({
    kind: 'pin-registration',
    jwe: await encryptToSam(key, pin, 'chancery-pin', hash),
  });
  return { values, type, complete: pin.length >= shortest && pin === again, evidence };
}

export function NewPinFields({ pin: { values, type } }: { readonly pin: NewPin }) {
  const [first, again] = values;
  const common = { type: 'password', autoComplete: 'new-password', maxLength: 64 } as const;
  return (
    <div className="tight">
      <p className="small quiet">{say('pin.rules')}</p>
      <Field {...common} label={say('pin.new')} value={first} change={(value) => type([value, again])} />
      <Field {...common} label={say('pin.again')} value={again} change={(value) => type([first, value])} />
      <div role="status">
        {again.length >= first.length && first !== again && <p className="small quiet">{say('pin.differ')}</p>}
      </div>
    </div>
  );
}
