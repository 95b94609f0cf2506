/** One request on a connection of its own: straight to an address that was checked, or through the proxy. */
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConnectorError } from '../connector-error.ts';
import type { Destination } from './destination.ts';
import { basic, type OutwardPolicy, type TlsIdentity } from './policy.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly tls: TlsIdentity | undefined;
  readonly signal: AbortSignal;
}

/** The answer with its body still to be read. Rejects with whatever the network says. */
export async function exchange(to: Destination, policy: OutwardPolicy, asked: Exchange): Promise<IncomingMessage> {
  const asking = policy.proxy ? await throughProxy(to, policy.proxy, asked) : straight(to, asked);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  asking.on('response', resolve);
  asking.on('error', reject);
  asking.end(asked.body);
  return promise;
}

function straight({ url, addresses = [] }: Destination, asked: Exchange): ClientRequest {
  const options = { ...common(asked), lookup: pinnedTo(addresses) };
  return url.protocol === 'https:'
    ? httpsRequest(url, { ...options, ...asked.tls, ...serverName(url) })
    : httpRequest(url, options);
}

function common({ method, headers, signal }: Exchange): RequestOptions {
  return { method, headers, signal, agent: false };
}

/** Nobody resolves again: what was checked is what is dialled. */
function pinnedTo(addresses: Destination['addresses'] & object): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

/** An address has no name to be told (RFC 6066 3). */
function serverName(url: URL): { servername?: string } {
  return isIP(url.hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: url.hostname };
}

/** http in absolute form (RFC 9112 3.2.2), https in a tunnel (3.2.3) where TLS is ours from end to end. */
async function throughProxy(
  { url }: Destination,
  proxy: NonNullable<OutwardPolicy['proxy']>,
  asked: Exchange,
): Promise<ClientRequest> {
  const to = new URL(proxy.url);
  const authorization = proxy.credentials ? { 'proxy-authorization': basic(proxy.credentials) } : {};
  if (url.protocol === 'https:') return insideTunnel(url, await tunnel(to, url, authorization, asked.signal), asked);
  const headers = { ...asked.headers, ...authorization, host: url.host };
  return httpRequest({ ...common({ ...asked, headers }), ...endpoint(to), path: url.href });
}

function endpoint(proxy: URL) {
  return { host: proxy.hostname.replace(/^\[|\]$/g, ''), port: proxy.port || 80 };
}

function tunnel(proxy: URL, url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Socket> {
  const authority = `${url.hostname}:${url.port || 443}`;
  const asking = httpRequest({
    ...endpoint(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { ...headers, host: authority },
    agent: false,
    signal,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  asking.on('connect', ({ statusCode = 0 }, socket: Socket) => {
    if (statusCode === 200) return resolve(socket);
    socket.destroy();
    reject(new ConnectorError('refused', `the proxy answered with status ${statusCode}`));
  });
  asking.on('error', reject);
  asking.end();
  return promise;
}

function insideTunnel(url: URL, socket: Socket, asked: Exchange): ClientRequest {
  const createConnection = () =>
    connectTls({ socket, ...asked.tls, ...serverName(url), host: url.hostname, ALPNProtocols: ['http/1.1'] });
  // With an agent, `false` too, Node would make a connection of its own.
  return httpsRequest(url, { ...common(asked), agent: undefined, createConnection });
}
