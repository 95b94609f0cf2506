import type { RevocationList } from '@chancery/pki';

interface Kept {
  readonly list: RevocationList;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** For a list that does not say when the next one comes, and the longest for one that does. */
const shortest = 3_600_000;
const longest = 7 * 86_400_000;

/** Lists by their address, so many octets at most: those not asked for longest go first. One download at a time for each. */
export class ListCache {
  readonly #most: number;
  readonly #download: (url: string) => Promise<RevocationList>;
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();
  readonly #coming = new Map<string, Promise<RevocationList>>();

  constructor(most: number, download: (url: string) => Promise<RevocationList>, now: () => number = Date.now) {
    this.#most = most;
    this.#download = download;
    this.#now = now;
  }

  /** What the download throws passes through, and is not kept. */
  at(url: string): Promise<RevocationList> {
    const kept = this.#kept.get(url);
    if (kept && kept.until > this.#now()) return Promise.resolve(this.#use(url, kept));
    const coming = this.#coming.get(url) ?? this.#fetch(url).finally(() => this.#coming.delete(url));
    this.#coming.set(url, coming);
    return coming;
  }

  async #fetch(url: string): Promise<RevocationList> {
    const list = await this.#download(url);
    const now = this.#now();
    const until = list.nextUpdate?.getTime() ?? now + shortest;
    this.#use(url, { list, until: Math.min(until, now + longest) });
    this.#makeRoom();
    return list;
  }

  #use(url: string, kept: Kept): RevocationList {
    this.#kept.delete(url);
    this.#kept.set(url, kept);
    return kept.list;
  }

  #makeRoom(): void {
    let size = [...this.#kept.values()].reduce((sum, { list }) => sum + list.der.length, 0);
    for (const [url, { list }] of this.#kept) {
      if (size <= this.#most) return;
      this.#kept.delete(url);
      size -= list.der.length;
    }
  }
}
