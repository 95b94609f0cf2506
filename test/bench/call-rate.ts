/** How many calls of one kind the engine answers, over PostgreSQL and two nodes of the SSA, beside the bare query of the same database. */
import { Agent, type IncomingMessage, request } from 'node:http';
import pg from 'pg';
import { type EngineTime, timeOf } from './engine-time.ts';
import { capacityOf } from './load.ts';
import { median } from './median.ts';
import type { CscEngine } from './over-softhsm.ts';
import type { Measurement } from './run.ts';

const rounds = 5;
const perRound = 3_000;
const queriesPerCall = 4;

export interface AskedCall {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Round {
  readonly sustained: number;
  readonly bare: number;
  readonly spent: EngineTime;
}

/** Each round measures the calls and the bare query in turn; medians. */
export async function* measureCalls(engine: CscEngine, name: string, asked: AskedCall): AsyncIterable<Measurement> {
  const { ask, close } = asking(Object.values(engine.world.nodes), asked);
  const pool = new pg.Pool({ connectionString: engine.world.urls.ssa, max: 10 });
  const query = () => pool.query({ name: 'bare', text: 'select id from account where id = $1', values: ['nobody'] });
  await capacityOf(ask, perRound);
  const measured: Round[] = [];
  while (measured.length < rounds) {
    let sustained = 0;
    const load = async () => {
      sustained = await capacityOf(ask, perRound, 64);
    };
    const spent = await timeOf(engine.processes, perRound, load);
    measured.push({ sustained, bare: await capacityOf(query, perRound * queriesPerCall, 64), spent });
  }
  await pool.end();
  close();
  yield* rowsOf(name, measured);
}

function* rowsOf(name: string, measured: readonly Round[]): Iterable<Measurement> {
  const middle = (of: (round: Round) => number) => median(measured.map(of));
  yield {
    name: `${name}: answered, the caller on the same cores`,
    value: middle((r) => r.sustained),
    unit: 'per second',
  };
  for (const part of ['SSA', 'PostgreSQL'] as const)
    yield { name: `${name}: ${part}`, value: middle(({ spent }) => spent[part]), unit: 'ms CPU' };
  const engineAlone = middle(({ spent }) => 2000 / (spent.SSA + spent.PostgreSQL));
  yield { name: `${name}: of two cores that do nothing else`, value: engineAlone, unit: 'per second' };
  const against = 'queries by primary key';
  yield { name: `${name} beside bare queries`, value: middle((r) => r.sustained / r.bare), unit: 'ratio', against };
}

/** Over connections that stay, to the nodes in turn. */
function asking(ports: readonly number[], { path, headers, body }: AskedCall) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  let turn = 0;
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      const port = ports[turn++ % ports.length] as number;
      const options = { agent, host: '127.0.0.1', port, method: 'POST', path, headers: { ...headers, ...length } };
      const answered = (answer: IncomingMessage) => {
        answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(refused(answer)))));
      };
      request(options, answered).on('error', reject).end(body);
    });
  return { ask, close: () => agent.destroy() };
}

function refused({ statusCode }: IncomingMessage): string {
  return `answered with ${statusCode}`;
}
