import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { ConnectorErrorCode } from '../connector-error.ts';
import { tlsIdentity } from '../testing/tls-identity.ts';
import { isLocalName, isPublicAddress } from './address.ts';
import type { Resolve } from './destination.ts';
import { type OutwardRequest, openOutward } from './outward.ts';
import type { OutwardPolicy } from './policy.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;
const schemes = ['https', 'http'] as const;
const common = { schemes, largest: 1000, milliseconds: 5000 };

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const serve = async (t: TestContext, answer: Answer) => listening(t, createServer(answer));
const hello: Answer = (_, response) => response.setHeader('content-type', 'Text/Plain; charset=x').end('hello');

/** The policy under which this machine may be asked. */
const nearby = (port: number): OutwardPolicy => ({ privateHosts: [`127.0.0.1:${port}`] });
const at = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`;
const to127: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

async function refused(
  code: ConnectorErrorCode,
  request: Partial<OutwardRequest> & { url: string },
  policy: OutwardPolicy = {},
  resolve?: Resolve,
) {
  const asked = openOutward(policy, resolve).ask({ ...common, ...request });
  await assert.rejects(asked, { name: 'ConnectorError', code });
}

describe('an address', () => {
  test('of this host, this network or no network is not public', () => {
    for (const address of [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.8',
      '192.0.2.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '239.1.1.1',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fd12::1',
      'fe80::1',
      'ff02::1',
      '2001:db8::1',
      '2001::1',
      '2002:7f00:1::',
      'no address',
      '',
    ])
      assert.equal(isPublicAddress(address), false, address);
    for (const address of [
      '8.8.8.8',
      '1.1.1.1',
      '172.32.0.1',
      '100.128.0.1',
      '223.255.255.255',
      '2606:4700::1111',
      '2a00:1450::1',
    ])
      assert.equal(isPublicAddress(address), true, address);
  });
  test('by a name of this network is told by the name', () => {
    for (const name of [
      'localhost',
      'LOCALHOST.',
      'a.localhost',
      'printer',
      'x.local',
      'metadata.google.internal',
      'nas.home.arpa',
    ])
      assert.equal(isLocalName(name), true, name);
    for (const name of ['ocsp.example.org', 'local.example', 'example.com.'])
      assert.equal(isLocalName(name), false, name);
  });
});

describe('nothing is dialled', () => {
  for (const [what, url] of [
    ['that is no URL', 'ocsp.example.org'],
    ['with a user in it', 'http://user:secret@93.184.216.34/'],
    ['as a file', 'file:///etc/passwd'],
    ['over ldap', 'ldap://93.184.216.34/cn=crl'],
    ['on this machine', 'http://127.0.0.1/'],
    ['on this machine in another spelling', 'http://0x7f.1/'],
    ['on this machine as a number', 'http://2130706433/'],
    ['on this machine over IPv6', 'http://[::1]/'],
    ['on this machine as mapped IPv4', 'http://[::ffff:127.0.0.1]/'],
    ['where clouds keep their secrets', 'http://169.254.169.254/latest/meta-data/'],
    ['by a local name', 'http://localhost/'],
    ['by a name without a dot', 'http://intranet/'],
  ] as const)
    test(what, () => refused('forbidden', { url }));

  test('without TLS where TLS is wanted', () =>
    refused('forbidden', { url: 'http://93.184.216.34/', schemes: ['https'] }));
  test('whose name leads here', () => refused('forbidden', { url: 'http://ocsp.example.org/' }, {}, to127));
  test('whose name leads here as well', () => {
    const both: Resolve = async () => [...(await to127('')), { address: '93.184.216.34', family: 4 }];
    return refused('forbidden', { url: 'http://ocsp.example.org/' }, {}, both);
  });
  test('on another port of a host that was named with its port', async (t) => {
    const port = await serve(t, hello);
    await refused('forbidden', { url: at(port) }, nearby(port + 1));
  });
  test('whose name nobody knows', async () => {
    const unknown: Resolve = () => Promise.reject(new Error('ENOTFOUND'));
    await refused('unreachable', { url: 'http://ocsp.example.org/' }, {}, unknown);
    await refused('unreachable', { url: 'http://ocsp.example.org/' }, {}, async () => []);
  });
});

describe('an answer is refused', () => {
  test('that is too long, by its own word or by its length', async (t) => {
    const announced = await serve(t, (_, response) => response.setHeader('content-length', 5000).end('x'.repeat(5000)));
    await refused('malformed', { url: at(announced) }, nearby(announced));
    const endless = await serve(t, (_, response) => {
      response.write('x'.repeat(900));
      response.end('x'.repeat(900));
    });
    await refused('malformed', { url: at(endless) }, nearby(endless));
  });
  test('that never comes, or never ends', async (t) => {
    for (const answer of [() => {}, (_: unknown, response: ServerResponse) => response.write('x')]) {
      const port = await serve(t, answer);
      await refused('unreachable', { url: at(port), milliseconds: 200 }, nearby(port));
    }
  });
  test('when the name is looked up for ever', () =>
    refused('unreachable', { url: 'http://ocsp.example.org/', milliseconds: 100 }, {}, () => new Promise(() => {})));
  test('that breaks off', async (t) => {
    const port = await serve(t, (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      setTimeout(() => response.destroy(), 20);
    });
    await refused('unreachable', { url: at(port) }, nearby(port));
  });
  test('of nobody', () => refused('unreachable', { url: at(1) }, nearby(1)));
});

describe('an answer', () => {
  test('comes with status, media type and body, whatever the status', async (t) => {
    const port = await serve(t, (request, response) => {
      response.statusCode = 404;
      hello(request, response);
    });
    const { status, mediaType, body } = await openOutward(nearby(port)).ask({ ...common, url: at(port) });
    assert.deepEqual([status, mediaType, Buffer.from(body).toString()], [404, 'text/plain', 'hello']);
  });
  test('is to exactly what was asked', async (t) => {
    const seen: unknown[] = [];
    const port = await serve(t, async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      seen.push(
        request.method,
        request.url,
        request.headers['x-one'],
        request.headers['accept-encoding'],
        Buffer.concat(parts).toString(),
      );
      response.end();
    });
    const asked = { method: 'POST', headers: { 'x-one': '1' }, body: Buffer.from('query') } as const;
    await openOutward(nearby(port)).ask({ ...common, ...asked, url: at(port, '/tsa?x=1') });
    assert.deepEqual(seen, ['POST', '/tsa?x=1', '1', 'identity', 'query']);
  });
  test('comes from the address that was checked: the name is looked up once', async (t) => {
    const hosts: unknown[] = [];
    const port = await serve(t, (request, response) => {
      hosts.push(request.headers.host);
      response.end('here');
    });
    let asked = 0;
    const once: Resolve = async () => {
      if (asked++ > 0) throw new Error('looked up again');
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const policy = { privateHosts: ['ocsp.example.org'] };
    const { body } = await openOutward(policy, once).ask({ ...common, url: `http://ocsp.example.org:${port}/` });
    assert.deepEqual([Buffer.from(body).toString(), hosts], ['here', [`ocsp.example.org:${port}`]]);
  });
});

describe('a redirect', () => {
  const redirecting =
    (location: string): Answer =>
    (_, response) =>
      response.writeHead(302, { location }).end();

  test('is an answer like any other unless it may be followed, and always to a POST', async (t) => {
    const port = await serve(t, redirecting('/next'));
    const outward = openOutward(nearby(port));
    assert.equal((await outward.ask({ ...common, url: at(port) })).status, 302);
    assert.equal((await outward.ask({ ...common, url: at(port), method: 'POST', redirects: 3 })).status, 302);
  });
  test('is followed so many times', async (t) => {
    const port = await serve(t, (request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 3) response.end('there');
      else response.writeHead(307, { location: `/${step + 1}` }).end();
    });
    const outward = openOutward(nearby(port));
    assert.equal(
      Buffer.from((await outward.ask({ ...common, url: at(port, '/0'), redirects: 3 })).body).toString(),
      'there',
    );
    assert.equal((await outward.ask({ ...common, url: at(port, '/0'), redirects: 2 })).status, 307);
  });
  test('to where nothing may be dialled is refused', async (t) => {
    for (const location of ['http://169.254.169.254/', 'http://localhost/', 'file:///etc/passwd', 'http://[::1]/']) {
      const port = await serve(t, redirecting(location));
      await refused('forbidden', { url: at(port), redirects: 3 }, nearby(port));
    }
    const nowhere = await serve(t, (_, response) => response.writeHead(302).end());
    await refused('malformed', { url: at(nowhere), redirects: 3 }, nearby(nowhere));
  });
  test('takes no credentials to another place', async (t) => {
    const seen: unknown[] = [];
    const other = await serve(t, (request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const port = await serve(t, redirecting(at(other)));
    const policy = { privateHosts: [`127.0.0.1:${port}`, `127.0.0.1:${other}`] };
    await openOutward(policy).ask({ ...common, url: at(port), redirects: 1, headers: { authorization: 'Basic x' } });
    assert.deepEqual(seen, [undefined]);
  });
});

describe('TLS', () => {
  const pki = tlsIdentity();
  const secure = async (t: TestContext, answer: Answer) =>
    listening(
      t,
      createTlsServer(
        { key: pki.key, cert: pki.cert, ca: pki.ca, requestCert: true, rejectUnauthorized: false },
        answer,
      ),
    );

  test('is spoken with those whom somebody we trust certified, by their name', async (t) => {
    const port = await secure(t, hello);
    const url = `https://tsa.example.org:${port}/`;
    const policy = { privateHosts: ['tsa.example.org', 'other.example.org'] };
    await refused('unreachable', { url }, policy, to127);
    await refused('unreachable', { url: url.replace('tsa', 'other'), tls: { ca: pki.ca } }, policy, to127);
    const { status } = await openOutward(policy, to127).ask({ ...common, url, tls: { ca: pki.ca } });
    assert.equal(status, 200);
  });
  test('shows our certificate where one is configured', async (t) => {
    const seen: boolean[] = [];
    const port = await secure(t, (request, response) => {
      seen.push((request.socket as unknown as { authorized: boolean }).authorized);
      response.end();
    });
    const outward = openOutward({ privateHosts: ['tsa.example.org'] }, to127);
    const url = `https://tsa.example.org:${port}/`;
    await outward.ask({ ...common, url, tls: { ca: pki.ca } });
    await outward.ask({ ...common, url, tls: { ca: pki.ca, cert: pki.cert, key: pki.key } });
    assert.deepEqual(seen, [false, true]);
  });
  test('is not left by a redirect', async (t) => {
    const port = await secure(t, (_, response) =>
      response.writeHead(302, { location: 'http://tsa.example.org/' }).end(),
    );
    const policy = { privateHosts: ['tsa.example.org'] };
    await refused(
      'forbidden',
      { url: `https://tsa.example.org:${port}/`, tls: { ca: pki.ca }, redirects: 1 },
      policy,
      to127,
    );
  });

  test('goes through a proxy in a tunnel, where the proxy sees neither path nor body', async (t) => {
    const port = await secure(t, hello);
    const proxy = await startProxy(t, port);
    const outward = openOutward({ proxy: { url: proxy.url, credentials: { user: 'u', password: 'p' } } });
    const url = `https://tsa.example.org:${port}/secret`;
    const { body } = await outward.ask({ ...common, url, tls: { ca: pki.ca } });
    assert.equal(Buffer.from(body).toString(), 'hello');
    assert.deepEqual(proxy.seen, [`CONNECT tsa.example.org:${port} Basic dTpw`]);
  });
});

describe('a proxy', () => {
  test('is asked in absolute form, and resolves the name', async (t) => {
    const proxy = await startProxy(t, 0);
    const unasked: Resolve = () => Promise.reject(new Error('looked up'));
    const outward = openOutward({ proxy: { url: proxy.url } }, unasked);
    const { body } = await outward.ask({ ...common, url: 'http://crl.example.org/a.crl?x=1' });
    assert.equal(Buffer.from(body).toString(), 'by proxy');
    assert.deepEqual(proxy.seen, ['GET http://crl.example.org/a.crl?x=1 crl.example.org undefined']);
  });
  test('is not asked for this machine or this network', async (t) => {
    const proxy = await startProxy(t, 0);
    for (const url of ['http://127.0.0.1/', 'http://localhost/', 'http://10.0.0.1/', 'http://intranet/'])
      await refused('forbidden', { url }, { proxy: { url: proxy.url } });
    assert.deepEqual(proxy.seen, []);
  });
  test('that says no is told', async (t) => {
    const server = createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
    const policy = { proxy: { url: at(await listening(t, server)) } };
    await refused('refused', { url: 'https://tsa.example.org/' }, policy);
  });
  test('must be one', () => {
    for (const url of ['proxy:3128', 'socks5://proxy:1080', 'http://user:secret@proxy:3128', 'http://proxy:3128/path'])
      assert.throws(() => openOutward({ proxy: { url } }), { code: 'configuration' });
  });
});

/** It tunnels to `port` of this machine whatever it is asked, and answers everything else itself. */
async function startProxy(t: TestContext, port: number) {
  const seen: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    seen.push(`${method} ${url} ${headers.host} ${headers['proxy-authorization']}`);
    response.end('by proxy');
  });
  server.on('connect', ({ url, headers }, socket: Socket) => {
    seen.push(`CONNECT ${url} ${headers['proxy-authorization']}`);
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    for (const end of [far, socket]) end.on('error', () => {});
  });
  return { url: `http://127.0.0.1:${await listening(t, server)}`, seen };
}
