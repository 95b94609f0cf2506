import type { CryptoModule } from '@chancery/crypto-module';
import type { StatementKey } from '../../client/index.ts';

/**
 * The SAM's statement: a JWS (RFC 7515, ES256, typ chancery-intent+jwt) whose payload is the canonical intent, octet for
 * octet, so that whoever shows it can check that the SAM made it and hash exactly these octets.
 */
export async function statementOver(module: CryptoModule, canonicalIntent: string): Promise<string> {
  const { kid } = await statementKey(module);
  const header = { alg: 'ES256', typ: 'chancery-intent+jwt', kid };
  const signed = `${encode(JSON.stringify(header))}.${encode(canonicalIntent)}`;
  const { signature } = await module.call({ command: 'attest', key: 'statement', payload: Buffer.from(signed) });
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

export async function statementKey(module: CryptoModule): Promise<StatementKey> {
  return (await module.call({ command: 'attest-public', key: 'statement' })).jwk;
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
