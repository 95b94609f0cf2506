import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ClockWatch } from './clock-watch.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-clock-'));
after(() => rmSync(folder, { recursive: true }));

/** Two clocks that tests move. */
class Clocks {
  wallMs = Date.parse('2026-06-01T12:00:00Z');
  monotonicMs = 5_000;
  readonly wall = () => new Date(this.wallMs);
  readonly monotonic = () => this.monotonicMs;

  pass(seconds: number): void {
    this.wallMs += seconds * 1000;
    this.monotonicMs += seconds * 1000;
  }

  synchronise(file: string): void {
    writeFileSync(file, '');
    utimesSync(file, this.wallMs / 1000, this.wallMs / 1000);
  }
}

test('a clock that runs is believed, and a second more or less too', () => {
  const clocks = new Clocks();
  const watch = new ClockWatch(clocks);
  clocks.pass(86_400);
  clocks.wallMs += 1_000;
  assert.equal(watch.fault(), undefined);
  assert.equal(watch.now().getTime(), clocks.wallMs);
});

test('a step of ten minutes either way is a fault until it is taken back; time goes on from before it', () => {
  for (const step of [600_000, -600_000]) {
    const clocks = new Clocks();
    const watch = new ClockWatch(clocks);
    clocks.pass(60);
    const before = clocks.wallMs;
    clocks.wallMs += step;
    assert.match(watch.fault() ?? '', /stepped by -?600 s/);
    assert.equal(watch.now().getTime(), before);
    clocks.pass(5);
    clocks.wallMs -= step;
    assert.equal(watch.fault(), undefined);
    assert.equal(watch.now().getTime(), before + 5_000);
  }
});

test('a host that pauses has a clock that is stepped', () => {
  const clocks = new Clocks();
  const watch = new ClockWatch(clocks);
  clocks.wallMs += 3_600_000;
  assert.match(watch.fault() ?? '', /stepped by 3600 s/);
});

test('a step is believed when the host has synchronised after it, not by what it said before', () => {
  const clocks = new Clocks();
  const file = join(folder, 'synchronised');
  clocks.synchronise(file);
  const watch = new ClockWatch({ ...clocks, wall: clocks.wall, synchronised: { file, maxAge: 3_600 } });
  clocks.pass(60);
  clocks.wallMs += 600_000;
  assert.match(watch.fault() ?? '', /stepped/);
  assert.match(watch.fault() ?? '', /stepped/);
  clocks.synchronise(file);
  assert.equal(watch.fault(), undefined);
  assert.equal(watch.now().getTime(), clocks.wallMs);
});

test('a host that does not synchronise, or not any more, is not believed', () => {
  const clocks = new Clocks();
  const file = join(folder, 'other');
  const watch = new ClockWatch({ ...clocks, wall: clocks.wall, synchronised: { file, maxAge: 3_600 } });
  assert.match(watch.fault() ?? '', /does not say/);
  clocks.synchronise(file);
  assert.equal(watch.fault(), undefined);
  clocks.pass(3_601);
  assert.match(watch.fault() ?? '', /last synchronised at 2026-06-01T12:00:00/);
});
