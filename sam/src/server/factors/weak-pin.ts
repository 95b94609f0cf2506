/**
 * PINs that somebody who knows a little of the person, or nothing, tries first: runs, repetitions, dates, patterns of the
 * keypad. Six to twelve digits, or a passphrase of eight characters and more (NIST SP 800-63B, 5.1.1.2).
 */
export function isWeakPin(pin: string): boolean {
  const digits = /^\d+$/.test(pin);
  const long = digits ? pin.length >= 6 && pin.length <= 12 : pin.length >= 8;
  return !long || isRun(pin) || isRepeated(pin) || (digits && (isDate(pin) || isPattern(pin)));
}

function isRun(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((char, i) => char.charCodeAt(0) - pin.charCodeAt(i)));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 2);
}

/** `121212`, `123123`, `112233`, `123321`. */
function isRepeated(pin: string): boolean {
  const mirrored = [...pin].reverse().join('') === pin;
  return mirrored || /^(.{1,4})\1+$/u.test(pin) || /^(?:(.)\1)+$/u.test(pin);
}

/** A birthday, in whatever order it is written: a day and a month beside a year of two or four digits. */
function isDate(pin: string): boolean {
  const [day, month] = ['(0[1-9]|[12]\\d|3[01])', '(0[1-9]|1[0-2])'];
  const year = pin.length === 8 ? '(19|20)\\d\\d' : '\\d\\d';
  const orders = [day + month + year, month + day + year, year + month + day];
  return (pin.length === 6 || pin.length === 8) && orders.some((order) => new RegExp(`^${order}$`).test(pin));
}

/** Rows, columns and diagonals of a keypad. */
function isPattern(pin: string): boolean {
  const lines = [
    '147',
    '258',
    '369',
    '159',
    '357',
    '123',
    '456',
    '789',
    '741',
    '852',
    '963',
    '951',
    '753',
    '321',
    '654',
    '987',
  ];
  const thirds = pin.match(/.{3}/g) ?? [];
  return pin.length % 3 === 0 && thirds.every((third) => lines.includes(third));
}
