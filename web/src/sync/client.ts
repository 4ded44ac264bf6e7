import { backoff } from '../protocol/backoff'
import { differing, type Fields } from './changes'
import { removed } from './idb'
import { Away, type Feed, fitting, overHttp, Refusal, type Refused, type Server } from './server'
import { randomName } from './stamps'
import { type Page, type Pending, Store, type Wanted } from './store'
import { type Doc, View } from './view'

export interface SyncState {
  /** `out`: this browser is not signed in any more. `gone`: another tab signed out. */
  link: 'connecting' | 'live' | 'away' | 'out' | 'gone'
  /** Edits that the server does not have yet. */
  unsent: number
  /** Whether everything was pulled once, so that what is not there does not exist. */
  whole: boolean
}

export interface Options {
  server?: Server
  now?: () => number
  random?: () => number
  /** An edit was refused for good, and is undone. */
  onRefused?: (refused: Refused, edit: Pending | undefined) => void
}

/** Not signed in any more, or the account is gone. */
const OUT: readonly number[] = [401, 403, 404]
const NEVER_READ: readonly number[] = [400, 413, 422]

/** One account's records in this browser: always there, in step with the server whenever there is one. */
export class Sync {
  private readonly view = new View()
  private readonly listeners = new Set<() => void>()
  private readonly channel: BroadcastChannel | null
  private readonly server: Server
  private readonly now: () => number
  private round = 0
  /** The latest edit that has come back as rows since this tab was opened, and whose number that is. */
  private settled = { replica: '', taken: 0 }
  private anew = false
  private attempt = 0
  private closed = false
  private feed: Feed | null = null
  private retry: ReturnType<typeof setTimeout> | undefined
  private work: Promise<void> = Promise.resolve()
  /** Edits on their way to this machine's disk. */
  private editing: Promise<unknown> = Promise.resolve()
  private queued = false
  state: SyncState = { link: 'connecting', unsent: 0, whole: false }

  private constructor(readonly account: string, private readonly store: Store, private readonly options: Options) {
    this.server = options.server ?? overHttp
    this.now = options.now ?? Date.now
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(Store.nameFor(account))
    if (this.channel !== null) this.channel.onmessage = () => this.queue(() => this.reread().then(() => this.lendAHand()))
  }

  /** Show what this browser keeps of an account, and get in step. */
  static async open(account: string, options: Options = {}): Promise<Sync> {
    let opened: Sync | null = null
    const store = await Store.open(account, () => opened?.vanish())
    opened = new Sync(account, store, options)
    await opened.reread(true)
    globalThis.addEventListener?.('online', opened.onNetwork)
    globalThis.addEventListener?.('offline', opened.onNetwork)
    opened.sync()
    return opened
  }

  /** Remove everything that this browser keeps of an account. */
  static async forget(account: string): Promise<void> {
    await removed(Store.nameFor(account))
  }

  /** Whether edits of an account wait here that the server does not have. */
  static async waits(account: string): Promise<boolean> {
    try {
      const store = await Store.open(account, () => undefined)
      const { pending, book } = await store.read(Number.MAX_SAFE_INTEGER)
      store.close()
      return pending.some(({ number }) => number > book.taken)
    } catch (error) {
      if (isClosing(error)) return false // somebody is removing it just now
      throw error
    }
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  all(collection: string): readonly Doc[] {
    return this.view.all(collection)
  }

  get(collection: string, id: string): Fields | null {
    return this.view.get(collection, id)
  }

  /** A new record; its id. */
  async add(collection: string, fields: Fields): Promise<string> {
    const id = randomName()
    await this.put(collection, id, fields)
    return id
  }

  async put(collection: string, id: string, fields: Fields): Promise<void> {
    await this.edit([{ collection, id, fields }])
  }

  /** Set the fields that differ, of a record that is there. */
  async change(collection: string, id: string, fields: Fields): Promise<void> {
    const before = this.get(collection, id)
    const changed = before === null ? {} : differing(before, fields)
    if (Object.keys(changed).length > 0) await this.edit([{ collection, id, fields: changed }])
  }

  async delete(collection: string, ...ids: string[]): Promise<void> {
    await this.edit(ids.map((id) => ({ collection, id, deleted: true })))
  }

  /** Delete, and give back what was there once every edit before was made: what can be put there again. */
  async remove(collection: string, ...ids: string[]): Promise<Doc[]> {
    await this.editing
    const gone = ids.flatMap((id) => {
      const fields = this.get(collection, id)
      return fields === null ? [] : [{ id, fields }]
    })
    await this.delete(collection, ...ids)
    return gone
  }

  /** Several edits at once. They are on this machine's disk when it settles. */
  async edit(wanted: readonly Wanted[]): Promise<void> {
    if (wanted.length === 0) return
    const made = this.store.edit(wanted, this.now()).then(() => this.changed())
    this.editing = Promise.allSettled([this.editing, made])
    await made
    this.sync()
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    let last: Promise<void> | null = null
    while (last !== this.work) {
      last = this.work
      await last
    }
  }

  /** Let go, and keep what is on disk. */
  close(): void {
    this.closed = true
    globalThis.removeEventListener?.('online', this.onNetwork)
    globalThis.removeEventListener?.('offline', this.onNetwork)
    clearTimeout(this.retry)
    this.feed?.close()
    this.channel?.close()
    this.store.close()
  }

  /** Let go, and remove everything that this browser keeps of the account. */
  async wipe(): Promise<void> {
    this.close()
    await this.idle()
    await Sync.forget(this.account)
  }

  /** Get in step now: what comes in while this happens is seen to afterwards. */
  sync(): void {
    if (this.queued) return
    this.queued = true
    clearTimeout(this.retry)
    this.queue(async () => {
      this.queued = false
      await this.exchange()
      this.tell({ link: 'live' })
      await this.listen()
    })
  }

  /** One thing after the other. */
  private queue(work: () => Promise<void>): void {
    this.work = this.work.then(async () => {
      if (this.closed) return
      try {
        await work()
      } catch (error) {
        if (!this.closed && !isClosing(error)) this.lost(error)
      }
    })
  }

  /** Fetch what is new, which tells the time too; send what waits; and stop laying it over once it has come back. */
  private async exchange(): Promise<void> {
    await this.pullAll()
    await this.push()
    const { taken, replica } = await this.store.book()
    if (taken > (replica === this.settled.replica ? this.settled.taken : 0)) await this.pullAll()
    await this.store.settle(taken, replica)
    this.settled = { replica, taken }
    await this.changed()
  }

  private async pullAll(): Promise<void> {
    while (await this.pull()) if (this.closed) return
  }

  private async push(): Promise<void> {
    for (;;) {
      const { batch, replica } = await this.store.send(fitting)
      const first = batch[0]?.number
      if (first === undefined || this.closed) return
      const changes = batch.map(({ number: _, ...change }) => change)
      try {
        const { taken, refused } = await this.server.push(replica, first, changes)
        await this.store.took({ replica, first }, taken, refused.map(({ number }) => number))
        refused.forEach((each) => this.options.onRefused?.(each, batch.find(({ number }) => number === each.number)))
      } catch (error) {
        if (!(error instanceof Refusal && NEVER_READ.includes(error.status))) throw error
        await this.setAside(replica, batch, error)
      }
    }
  }

  /** The server cannot read a batch. Send its edits one by one, and leave out the one that it is. */
  private async setAside(replica: string, batch: readonly Pending[], whole: Refusal): Promise<void> {
    for (const edit of batch) {
      const { number, ...change } = edit
      try {
        if (batch.length === 1) throw whole
        const { taken, refused } = await this.server.push(replica, number, [change])
        await this.store.took({ replica, first: number }, taken, refused.map((each) => each.number))
        refused.forEach((each) => this.options.onRefused?.(each, edit))
      } catch (error) {
        if (!(error instanceof Refusal && NEVER_READ.includes(error.status))) throw error
        await this.store.renew(number)
        this.options.onRefused?.({ number, code: error.code, message: error.message }, edit)
        return
      }
    }
  }

  private async pull(): Promise<boolean> {
    const { cursor, seq } = await this.store.book()
    const page = await this.server.pull(cursor)
    return !(await this.keep(page, seq)) || page.more
  }

  /** False when the page was of no use, because another tab began anew. */
  private async keep(page: Page, since: number): Promise<boolean> {
    const begins = page.fresh // also in the middle of a round, when the server forgot more deletions
    const book = await this.store.keep(page, { round: this.round, since, begins }, this.now())
    const over = (begins || this.anew) && book?.anew === false
    this.anew = book?.anew ?? false
    const everything = book === null || begins || over
    if (everything || page.rows.length > 0 || !this.state.whole) await this.changed(everything)
    return book !== null
  }

  private async listen(): Promise<void> {
    if (this.feed !== null || this.closed) return
    const { cursor, seq } = await this.store.book()
    let since = seq
    if (this.feed !== null || this.closed || this.state.link !== 'live') return
    const feed = this.server.listen(cursor, {
      onOpen: () => {
        this.attempt = 0
      },
      onPage: (page) => this.queue(async () => {
        if (this.feed !== feed) return
        const kept = await this.keep(page, since)
        since = page.rows.reduce((most, row) => Math.max(most, row.seq), page.fresh ? 0 : since)
        if (!kept) feed.close()
      }),
      onEnd: (out) => {
        if (this.feed !== feed) return
        this.feed = null
        if (out) this.lost(new Refusal(401, 'not_allowed', ''))
        else this.later()
      },
    })
    this.feed = feed
  }

  private lost(error: unknown): void {
    const feed = this.feed
    this.feed = null
    feed?.close()
    if (error instanceof Refusal && OUT.includes(error.status)) {
      this.tell({ link: 'out' })
      return
    }
    this.tell({ link: 'away' })
    this.later()
    if (!(error instanceof Away || error instanceof Refusal)) queueMicrotask(() => { throw error })
  }

  private later(): void {
    clearTimeout(this.retry)
    if (!this.closed) this.retry = setTimeout(() => this.sync(), backoff(this.attempt++, this.options.random))
  }

  /** The tab that made an edit sends it; if it was closed too soon, this one does. */
  private lendAHand(): void {
    if (this.state.unsent > 0 && this.state.link === 'live') this.later()
  }

  /** The network came or went: find out now, rather than at the next try. */
  private readonly onNetwork = (): void => {
    this.attempt = 0
    if (typeof navigator !== 'undefined' && navigator.onLine === false) this.lost(new Away('No network.'))
    else this.sync()
  }

  /** Another tab removed everything. */
  private vanish(): void {
    this.close()
    this.view.reset([], [])
    this.tell({ link: 'gone', unsent: 0 })
  }

  private async changed(everything = false): Promise<void> {
    await this.reread(everything)
    if (!this.closed) this.channel?.postMessage(null)
  }

  private async reread(everything = false): Promise<void> {
    if (this.closed) return
    const { rows, pending, book } = await this.store.read(everything ? -1 : this.view.seq)
    if (this.closed) return
    if (book.round !== this.round && !everything) {
      await this.reread(true)
      return
    }
    if (everything) this.view.reset(rows, pending)
    else {
      this.view.take(rows)
      this.view.lay(pending)
    }
    this.round = book.round
    this.tell({ unsent: pending.filter(({ number }) => number > book.taken).length, whole: book.whole })
  }

  private tell(news: Partial<SyncState>): void {
    this.state = { ...this.state, ...news }
    this.listeners.forEach((listener) => listener())
  }
}

/** Whether a database is being closed, because somebody signs out. */
function isClosing(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'AbortError')
}
