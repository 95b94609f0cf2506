import { Account, AccountChange, idParameter } from '@chancery/api';
import { findAccount, recordEvent, setAccountStatus, setLogin } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { passwordVerifier } from '../password.ts';
import { refuseTaken, shown } from './account-routes.ts';
import { forOperators } from './caller.ts';
import { described } from './operation.ts';

/** What operators change of a person or an organisation, whichever application made the account. */
export function accountChangeRoute(app: FastifyInstance, deps: SsaDeps): void {
  app.patch<{ Params: { id: string }; Body: AccountChange }>(
    '/admin/v1/accounts/:id',
    {
      ...forOperators(deps),
      ...described({
        tag: 'Administration',
        caller: 'operator',
        id: 'changeAccount',
        summary: 'Suspend or reactivate an account, or change its name and password of CSC',
        description:
          'A suspended person is refused everywhere at once, whatever session she has; tokens of an old password end with it.',
        params: idParameter,
        body: AccountChange,
        reply: Account,
        refuses: ['conflict'],
      }),
    },
    async ({ params: { id }, body }) => change(deps, id, body),
  );
}

async function change(deps: SsaDeps, id: string, { status, csc }: AccountChange): Promise<Account> {
  const login = csc && { login: csc.login, password: await passwordVerifier(csc.password) };
  const about = { at: deps.clock(), account: id, object: id };
  return deps.store.db
    .transaction()
    .execute(async (trx) => {
      const before = await shown(trx, await findAccount(trx, id));
      if (status !== undefined) {
        await setAccountStatus(trx, id, status);
        await recordEvent(trx, { kind: 'account.status', ...about, detail: { status } });
      }
      if (login !== undefined) {
        await setLogin(trx, id, login);
        await recordEvent(trx, { kind: 'account.login', ...about, detail: { given: login !== null } });
      }
      return { ...before, ...(status && { status }) };
    })
    .catch(refuseTaken);
}
