import { type Change, merged, NOTHING, type Row } from '../../src/sync/changes'
import { Away, type Feed, type FeedListener, type Pushed, Refusal, type Refused, type Server } from '../../src/sync/server'
import type { Page } from '../../src/sync/store'

interface Heard extends FeedListener {
  since: number
}

/** What goes wrong with the next request: it never arrives, or its answer never does. */
export type Fault = 'lost' | 'unanswered'

/** One account on a server, in memory. */
export class MemoryServer implements Server {
  readonly rows = new Map<string, Row>()
  readonly taken = new Map<string, number>()
  readonly faults: Fault[] = []
  readonly requests: string[] = []
  seq = 0
  /** Deletions up to here are forgotten. */
  compacted = 0
  reachable = true
  signedIn = true
  mostRows = 3
  refuse: (change: Change) => { code: string; message: string } | null = () => null
  unreadable: (change: Change) => boolean = () => false
  private readonly feeds = new Set<Heard>()

  constructor(public now: () => number = () => 1_000_000) {}

  push(replica: string, first: number, changes: readonly Change[]): Promise<Pushed> {
    return this.through('push', () => {
      if (changes.some(this.unreadable)) throw new Refusal(400, 'bad_message', 'What is that?')
      const refused: Refused[] = []
      let last = this.taken.get(replica) ?? 0
      changes.forEach((change, i) => {
        if (first + i !== last + 1) return
        last += 1
        const no = this.refuse(change)
        if (no !== null) refused.push({ number: first + i, ...no })
        else this.apply(change)
      })
      this.taken.set(replica, last)
      this.feeds.forEach((feed) => void this.tell(feed))
      return { taken: last, refused, now: this.now() }
    })
  }

  pull(since: number): Promise<Page> {
    return this.through('pull', () => this.page(since))
  }

  listen(since: number, listener: FeedListener): Feed {
    const feed = { ...listener, since }
    const close = () => {
      if (this.feeds.delete(feed)) listener.onEnd(false)
    }
    if (!this.reachable) {
      queueMicrotask(() => listener.onEnd(false))
      return { close: () => undefined }
    }
    this.feeds.add(feed)
    queueMicrotask(() => {
      listener.onOpen()
      this.tell(feed)
    })
    return { close }
  }

  /** Somebody else's edit. */
  apply(change: Change): void {
    const key = `${change.collection}/${change.id}`
    const before = this.rows.get(key) ?? NOTHING
    const after = merged(before, change)
    if (after === before) return
    this.rows.set(key, { collection: change.collection, id: change.id, seq: ++this.seq, ...after })
  }

  /** The same, and whoever listens hears of it. */
  edit(change: Change): void {
    this.apply(change)
    this.feeds.forEach((feed) => this.tell(feed))
  }

  compact(): void {
    for (const [key, row] of this.rows) if (row.deleted !== null && Object.keys(row.fields).length === 0) this.rows.delete(key)
    this.compacted = this.seq
    this.since0.clear()
  }

  cut(): void {
    this.reachable = false
    for (const feed of [...this.feeds]) {
      this.feeds.delete(feed)
      feed.onEnd(false)
    }
  }

  mend(): void {
    this.reachable = true
  }

  document(collection: string): Record<string, unknown> {
    const of = [...this.rows.values()].filter((row) => row.collection === collection && Object.keys(row.fields).length > 0)
    return Object.fromEntries(of.map((row) => [row.id, row.fields]))
  }

  private tell(feed: Heard): void {
    if (feed.since >= this.seq) return
    let page = this.page(feed.since)
    feed.onPage(page)
    feed.since = page.cursor
    while (page.more) {
      page = this.page(feed.since)
      feed.onPage(page)
      feed.since = page.cursor
    }
  }

  private page(since: number): Page {
    const fresh = since > this.seq || (since > 0 && since < this.compacted && !this.since0.has(since))
    const from = fresh ? 0 : since
    const rows = [...this.rows.values()].filter(({ seq }) => seq > from).sort((a, b) => a.seq - b.seq)
    const some = rows.slice(0, this.mostRows)
    const more = rows.length > some.length
    const cursor = more ? (some.at(-1)?.seq ?? from) : Math.max(this.seq, from)
    // Whoever began from the first record may go on from here.
    if (from === 0 || this.since0.has(since)) this.since0.add(cursor)
    return { rows: structuredClone(some), cursor, more, fresh, now: this.now() }
  }

  private readonly since0 = new Set<number>()

  private async through<T>(name: string, answer: () => T): Promise<T> {
    await Promise.resolve()
    this.requests.push(name)
    if (!this.signedIn) throw new Refusal(401, 'not_allowed', 'Sign in.')
    const fault = this.reachable ? this.faults.shift() : 'lost'
    if (fault === 'lost') throw new Away('lost')
    const result = answer()
    if (fault === 'unanswered') throw new Away('unanswered')
    return structuredClone(result)
  }
}
