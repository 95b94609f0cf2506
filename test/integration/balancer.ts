/** What stands before the nodes of an SSA: each connection goes to the next node that answers, as a TCP balancer sends it. */
import { connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  /** The ports that connections go to from now on; those under way stay where they are. */
  use(nodes: readonly number[]): void;
  close(): void;
}

export async function startBalancer(port: number): Promise<Balancer> {
  let inUse: readonly number[] = [];
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (browser) => {
    open.add(browser);
    browser.once('close', () => open.delete(browser));
    const first = turn++ % Math.max(1, inUse.length);
    join(browser, [...inUse.slice(first), ...inUse.slice(0, first)]);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    use: (nodes) => {
      inUse = nodes;
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** A node that does not answer is passed over; one that ends in the middle takes the connection with it. */
function join(browser: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void browser.destroy();
  const node = connect(port, '127.0.0.1');
  const passOver = () => join(browser, others);
  node.once('error', passOver);
  node.once('connect', () => {
    node.off('error', passOver).on('error', () => browser.destroy());
    browser.on('error', () => node.destroy());
    browser.pipe(node).pipe(browser);
    browser.resume();
  });
}
