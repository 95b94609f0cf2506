import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCertificate } from './certificate.ts';
import { bitString, boolean, integer, octetString, oid, sequence } from './der.ts';
import { buildPath } from './path.ts';
import { openssl, pem } from './testing/openssl.test.ts';
import { at, below, type Holder, newKey, resigned, sampleRoot } from './testing/sample-authority.ts';

const root = await sampleRoot('Root');
const issuing = await below(root, 'Issuing', { profile: { kind: 'issuing' } });
const leaf = await below(issuing, 'Ana');
const certificates = (...holders: readonly Holder[]) => holders.map(({ certificate }) => certificate);
const pathOf = (one: Holder, pool: readonly Holder[], roots: readonly Holder[], when = at) =>
  buildPath(one.certificate, certificates(...pool), certificates(...roots), when);

const critical = (id: string, value: Uint8Array) => sequence(oid(id), boolean(true), octetString(value));
const authority = critical('2.5.29.19', sequence(boolean(true)));

describe('there is no path', () => {
  const refused = (what: string, reason: string, path: () => Promise<unknown> | unknown) =>
    test(what, async () => assert.deepEqual(await path(), { ok: false, reason }));
  refused('without roots', 'no-path-to-root', () => pathOf(leaf, [issuing, root], []));
  refused('without what lies between', 'no-path-to-root', () => pathOf(leaf, [], [root]));
  refused('to a root of another name', 'no-path-to-root', async () =>
    pathOf(leaf, [issuing], [await sampleRoot('Other')]),
  );
  refused('before the leaf is valid', 'not-yet-valid', () =>
    pathOf(leaf, [issuing], [root], new Date('2025-12-31T23:59:59Z')),
  );
  refused('after it has expired', 'expired', () => pathOf(leaf, [issuing], [root], new Date('2056-01-01T00:00:01Z')));
  refused('through an authority that has expired', 'expired', async () => {
    const old = await below(root, 'Issuing', {
      key: issuing.key,
      profile: { kind: 'issuing' },
      notAfter: new Date('2026-02-01'),
    });
    return pathOf(leaf, [old], [root]);
  });
  refused('to a root that has expired', 'expired', async () => {
    const old = await sampleRoot('Root', { key: root.key, notAfter: new Date('2026-02-01') });
    return pathOf(leaf, [issuing], [old]);
  });
  refused('to a root of the same name with another key', 'signature', async () =>
    pathOf(leaf, [issuing], [await sampleRoot('Root')]),
  );
  refused('through an impostor of the same name', 'signature', async () =>
    pathOf(leaf, [await below(root, 'Issuing', { profile: { kind: 'issuing' } })], [root]),
  );
  refused('when the certificate was changed', 'signature', () => {
    const der = leaf.certificate.der.slice();
    const at = Buffer.from(der).indexOf('Ana');
    der[at] = 'E'.charCodeAt(0);
    return buildPath(parseCertificate(der), certificates(issuing), certificates(root), new Date('2026-06-01'));
  });
  refused('through one that may not issue: a signer', 'not-a-ca', async () =>
    pathOf(await below(leaf, 'Eve'), [leaf, issuing], [root]),
  );
  refused('through an authority without basic constraints', 'not-a-ca', async () => {
    const plain = resigned(issuing, root);
    return pathOf(leaf, [plain], [root]);
  });
  refused('through an authority that may sign only lists (RFC 5280, 6.1.4 n)', 'not-a-ca', () => {
    const lists = resigned(issuing, root, authority, critical('2.5.29.15', bitString(Uint8Array.of(0x02), 1)));
    return pathOf(leaf, [lists], [root]);
  });
  refused('longer than an authority allows (6.1.4 m)', 'path-length', async () => {
    const third = await below(issuing, 'Third', { profile: { kind: 'issuing' } });
    return pathOf(await below(third, 'Ana'), [third, issuing], [root]);
  });
  refused('with a critical extension that nobody here knows (6.1.4 o)', 'unknown-critical-extension', () =>
    pathOf(resigned(leaf, issuing, critical('1.2.3', integer(1))), [issuing], [root]),
  );
  refused('through name constraints, which are not judged here', 'unknown-critical-extension', () =>
    pathOf(leaf, [resigned(issuing, root, authority, critical('2.5.29.30', sequence()))], [root]),
  );
  refused('longer than ten', 'no-path-to-root', async () => {
    const pool: Holder[] = [root];
    for (let depth = 0; depth < 10; depth++) {
      const next = await below(pool[0] as Holder, `Level ${depth}`, { profile: { kind: 'root' } });
      pool.unshift(next);
    }
    return pathOf(pool[0] as Holder, pool, [root]);
  });
});

test('authorities that certify each other end in bounded time', async () => {
  const keys = Array.from({ length: 6 }, () => newKey());
  const names = await Promise.all(keys.map((key, i) => sampleRoot(`Peer ${i}`, { key })));
  const crossed = await Promise.all(
    names.flatMap((issuer) => keys.map((key, i) => below(issuer, `Peer ${i}`, { key, profile: { kind: 'root' } }))),
  );
  const start = process.cpuUsage();
  const result = pathOf(await below(names[0] as Holder, 'Ana'), crossed, [root]);
  assert.deepEqual(result, { ok: false, reason: 'no-path-to-root' });
  assert.ok(process.cpuUsage(start).user < 1_000_000);
});

describe('there is a path', () => {
  test('from the leaf over what lies between to the root, as openssl finds it', () => {
    assert.deepEqual(pathOf(leaf, [root, leaf, issuing], [root]), {
      ok: true,
      path: certificates(leaf, issuing, root),
    });
    const between = ['-untrusted', pem(issuing.certificate)];
    assert.match(openssl('verify', '-CAfile', pem(root.certificate), ...between, pem(leaf.certificate)), /: OK/);
  });
  test('of one, when the leaf itself is trusted', () => {
    assert.deepEqual(pathOf(leaf, [], [leaf]), { ok: true, path: certificates(leaf) });
  });
  test('past a false authority of the same name', async () => {
    const impostor = await below(root, 'Issuing', { profile: { kind: 'issuing' } });
    assert.equal(pathOf(leaf, [impostor, issuing], [root]).ok, true);
  });
  test('when two authorities of one name certify the same key, one of them expired', async () => {
    const old = await below(root, 'Issuing', {
      key: issuing.key,
      profile: { kind: 'issuing' },
      notAfter: new Date('2026-02-01'),
    });
    assert.equal(pathOf(leaf, [old, issuing], [root]).ok, true);
  });
  test('through a self-issued certificate, which does not count for the length (4.2.1.9)', async () => {
    const rolled = await below(issuing, 'Issuing', { profile: { kind: 'issuing' } });
    assert.equal(pathOf(await below(rolled, 'Ana'), [rolled, issuing], [root]).ok, true);
  });
});
