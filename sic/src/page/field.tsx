/** One line to type a number or a code into, under its name. */
import { type InputHTMLAttributes, useId } from 'react';

export interface FieldProps
  extends Pick<InputHTMLAttributes<HTMLInputElement>, 'inputMode' | 'autoComplete' | 'maxLength'> {
  readonly label: string;
  readonly value: string;
  readonly type?: 'password';
  readonly change: (value: string) => void;
}

export function Field({ label, change, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} dir="ltr" {...input} onChange={({ target }) => change(target.value)} />
    </div>
  );
}
