import type { OfficerInfo } from '../../client/index.ts';
import { backUp } from '../backup/backup.ts';
import type { Method } from '../door/method.ts';
import type { Sam } from '../sam.ts';
import type { Reader } from '../shape.ts';
import { approversOf } from './approvers.ts';
import { approveOperation, requestOperation, withdrawOperation } from './decide.ts';
import { type KnownOfficer, officersIn } from './officer.ts';
import { officerShapes as shapes } from './officer-shapes.ts';
import { loadOperation, operationInfo, operationsIn } from './operation.ts';
import { registrationAsked, vouch } from './registration.ts';

/** What is offered before a session. */
function open<T>(reader: Reader<T>, run: (sam: Sam, message: T, certificate: string) => Promise<object>): Method {
  return {
    audited: true,
    run: (sam, message, _peer, certificate) => run(sam, reader(message, 'message'), certificate),
  };
}

/** What is offered inside one. */
function inside<T extends { readonly session: string }>(
  reader: Reader<T>,
  run: (sam: Sam, officer: KnownOfficer, message: T) => Promise<object>,
): Method {
  return open(reader, async (sam, message, certificate) =>
    run(sam, await sam.sessions.require(sam, certificate, message.session), message),
  );
}

/** What the door of the officers offers: nothing of the SSA's and nothing of the approval page's. */
export const officerMethods: ReadonlyMap<string, Method> = new Map([
  ['challenge', open(shapes.nothing, (sam, _message, certificate) => sam.sessions.challenge(sam, certificate))],
  ['login', open(shapes.login, (sam, message, certificate) => sam.sessions.login(sam, certificate, message))],
  ['logout', inside(shapes.inSession, logout)],
  [
    'officers',
    inside(shapes.inSession, async (sam) => ({ officers: (await officersIn(sam.db, sam.module)).map(told) })),
  ],
  ['request', inside(shapes.request, requestOperation)],
  ['operations', inside(shapes.inSession, operations)],
  ['operation', inside(shapes.ofOperation, operation)],
  ['approveOperation', inside(shapes.approve, approveOperation)],
  ['backUp', inside(shapes.ofOperation, backUp)],
  ['registration', inside(shapes.ofChallenge, registrationAsked)],
  ['vouch', inside(shapes.vouch, vouch)],
  ['withdraw', inside(shapes.ofOperation, withdrawOperation)],
]);

async function operations(sam: Sam): Promise<object> {
  const found = await operationsIn(sam.db, sam.module);
  return { operations: found.map((one) => operationInfo(one, [], sam.clock())) };
}

async function operation(sam: Sam, _officer: KnownOfficer, { op }: { readonly op: string }): Promise<object> {
  const found = await loadOperation(sam.db, sam.module, op);
  const approvers = await sam.db.transaction().execute((trx) => approversOf(trx, sam, found));
  return operationInfo(found, approvers, sam.clock());
}

async function logout(sam: Sam, _officer: KnownOfficer, { session }: { readonly session: string }): Promise<object> {
  sam.sessions.end(session);
  return {};
}

function told({ officer, name, roles, state }: KnownOfficer): OfficerInfo {
  return { officer, name, roles, state };
}
