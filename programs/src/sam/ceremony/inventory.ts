/** `chancery sam ceremony inventory`: the module's own keys, what each is for, how nodes share it, how it rotates. */
import { ceremonyKeys, ceremonyKeysLive, ceremonyKeysShared } from '@chancery/crypto-module/ceremony';

export function runInventory({ json }: { json?: boolean }): void {
  process.stdout.write(
    json ? `${JSON.stringify({ live: ceremonyKeysLive, shared: ceremonyKeysShared, keys: ceremonyKeys })}\n` : told(),
  );
}

function told(): string {
  const rows = ceremonyKeys.flatMap(({ label, use, rotates }) => [
    `${label.padEnd(24)} ${use}`,
    `${' '.repeat(25)}rotates: ${rotates}`,
  ]);
  return `${[`All live ${ceremonyKeysLive}.`, `Shared by ${ceremonyKeysShared}.`, '', ...rows].join('\n')}\n`;
}
