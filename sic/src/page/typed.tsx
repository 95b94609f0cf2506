/** What is typed for an approval: a PIN, a one-time password, or both. */
import type { Evidence, Fetched, OtpStanding } from '@chancery/sam/client';
import { useCallback, useEffect, useState } from 'react';
import { AskError, fetchRequest, sendOtp } from './ask.ts';
import type { Note } from './decision.ts';
import { encryptToSam } from './encrypt-to-sam.ts';
import type { Entry } from './entry.ts';
import { Field } from './field.tsx';
import { say } from './language.ts';
import { type MadeLogin, madeLogin } from './means.tsx';
import { proveByPasskey } from './passkey.ts';
import type { ApprovalRequest } from './request.ts';

type TypedKind = 'otp' | 'pin';

/** A way with something to type; `complete` once all of it stands there. */
export interface TypedMeans {
  readonly kind: 'typed';
  readonly fields: readonly TypedKind[];
  readonly complete: boolean;
  /** The login that what is typed stands beside. */
  readonly made: MadeLogin | undefined;
  readonly gather: () => Promise<readonly Evidence[]>;
}

export interface Typed {
  readonly values: Readonly<Record<TypedKind, string>>;
  readonly type: (kind: TypedKind, value: string) => void;
  readonly pin: Fetched['pin'];
  readonly otp: OtpStanding | undefined;
  /** Why no password was sent. */
  readonly failed: string | undefined;
  readonly sending: boolean;
  readonly send: () => Promise<void>;
}

/** `note` changes when an attempt failed: then fields are empty again, and what is left of attempts is asked anew. */
export function useTyped({ chal, fetched }: ApprovalRequest, note: Note | undefined): Typed {
  const [values, setValues] = useState<Typed['values']>({ otp: '', pin: '' });
  const [standing, setStanding] = useState<Pick<Fetched, 'pin' | 'otp'>>(fetched);
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    if (note === undefined || fetched.encryption === undefined) return;
    setValues({ otp: '', pin: '' });
    fetchRequest(chal).then(setStanding, () => undefined);
  }, [note, chal, fetched]);
  const send = useCallback(async () => {
    setSending(true);
    setFailed(undefined);
    try {
      const otp = await sendOtp(chal);
      setStanding((now) => ({ ...now, otp }));
    } catch (error) {
      setFailed(say(error instanceof AskError && error.code === 'rate' ? 'otp.too-often' : 'otp.not-sent'));
    }
    setSending(false);
  }, [chal]);
  const type = (kind: TypedKind, value: string) => setValues((now) => ({ ...now, [kind]: value }));
  return { values, type, pin: standing.pin, otp: standing.otp, failed, sending, send };
}

/** The ways of the statement that ask for something typed, as far as what they ask for is at hand; a login must have been made before. */
export function typedMeans(request: ApprovalRequest, login: Entry['login'], typed: Typed): readonly TypedMeans[] {
  const { intent, fetched, hash } = request;
  const made = madeLogin(request, login);
  const { encryption } = fetched;
  if (encryption === undefined) return [];
  const ways = intent.ways
    .map((way) => way.split('+'))
    .filter((kinds) => kinds.every((kind) => kind === made?.login.kind || isAtHand(kind, fetched)));
  return ways.flatMap((kinds) => {
    const fields = kinds.filter((kind): kind is TypedKind => kind === 'otp' || kind === 'pin');
    if (fields.length === 0) return [];
    const prove = async (kind: string): Promise<Evidence> => {
      if (kind === 'webauthn') return proveByPasskey(fetched.rp.id, fetched.passkeys, hash);
      if (made !== undefined && kind === made.login.kind) return made.login;
      const own = kind === 'otp' ? 'otp' : 'pin';
      return { kind: own, jwe: await encryptToSam(encryption, typed.values[own], `chancery-${own}`, hash) };
    };
    const gather = async () => {
      const evidence: Evidence[] = [];
      for (const kind of kinds) evidence.push(await prove(kind));
      return evidence;
    };
    const complete = fields.every((kind) => isWhole(kind, typed));
    const beside = made !== undefined && kinds[0] === made.login.kind ? made : undefined;
    return [{ kind: 'typed' as const, fields, complete, made: beside, gather }];
  });
}

function isAtHand(kind: string, { passkeys, otp, pin }: Fetched): boolean {
  if (kind === 'webauthn') return passkeys.length > 0;
  return (kind === 'otp' && otp !== undefined) || (kind === 'pin' && pin !== undefined);
}

function isWhole(kind: TypedKind, { values, otp }: Typed): boolean {
  return kind === 'pin' ? values.pin.length >= 6 : /^\d{6}$/.test(values.otp) && otp?.exp !== undefined;
}

export function TypedFields({ means, typed }: { readonly means: TypedMeans; readonly typed: Typed }) {
  return (
    <>
      {means.fields.includes('otp') && typed.otp !== undefined && <OtpField typed={typed} otp={typed.otp} />}
      {means.fields.includes('pin') && <PinField typed={typed} />}
    </>
  );
}

function OtpField({ typed, otp }: { readonly typed: Typed; readonly otp: OtpStanding }) {
  const wait = useSecondsUntil(otp.again);
  const again = (label: string) =>
    wait > 0 ? (
      say('otp.wait', { count: wait })
    ) : (
      <button type="button" className="link" disabled={typed.sending} onClick={typed.send}>
        {label}
      </button>
    );
  return (
    <div className="tight">
      {otp.exp === undefined ? (
        <p>
          {say('otp.lead', { to: otp.to })} {again(say('otp.send'))}
        </p>
      ) : (
        <>
          <Field
            label={say('otp.label', { to: otp.to })}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={typed.values.otp}
            change={(value) => typed.type('otp', figuresIn(value))}
          />
          <p className="small quiet">
            {say('typed.left', { count: otp.left })} {again(say('otp.again'))}
          </p>
        </>
      )}
      <div role="alert">{typed.failed !== undefined && <p className="note bad">{typed.failed}</p>}</div>
    </div>
  );
}

/** The six of a code, also where it was copied with what stands around it, or typed in Arabic figures. */
function figuresIn(text: string): string {
  return [...text.matchAll(/[0-9٠-٩۰-۹]/g)]
    .map(([figure]) => figure.charCodeAt(0) & 15)
    .join('')
    .slice(0, 6);
}

function PinField({ typed }: { readonly typed: Typed }) {
  const { pin } = typed;
  if (pin?.lockedUntil !== undefined) return <p className="note bad">{say('pin.locked')}</p>;
  return (
    <div className="tight">
      <Field
        label={say('pin.label')}
        type="password"
        autoComplete="current-password"
        maxLength={64}
        value={typed.values.pin}
        change={(value) => typed.type('pin', value)}
      />
      {pin !== undefined && pin.left < 5 && <p className="small quiet">{say('typed.left', { count: pin.left })}</p>}
    </div>
  );
}

/** By this device's clock, which may be wrong by some seconds: the SAM refuses what comes too early. */
function useSecondsUntil(unix: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil(unix - now / 1000));
}
