import type { Change, Fields, Row } from './changes'
import { asked, done, opened } from './idb'
import { later, type Moment, momentOf, next, past, randomName, stampOf } from './stamps'

/** An edit that waits for the server; numbered without gaps. */
export interface Pending extends Change {
  number: number
}

/** What is kept beside rows and edits. */
export interface Book {
  replica: string
  /** Number of the next edit. */
  next: number
  /** Number of the latest edit that was ever sent. */
  sent: number
  /** Number of the latest edit that the server has taken. */
  taken: number
  /** Where the next pull begins. Without meaning here: only `seq` says what is further. */
  cursor: number
  /** The latest change that is kept, with every one before it. */
  seq: number
  /** Whether everything was pulled once. */
  whole: boolean
  /** The latest stamp given or seen. */
  latest: Moment
  /** Milliseconds that the server's clock is ahead of this machine's. */
  ahead: number
  /** Counts the times that everything was pulled anew. */
  round: number
  /** Whether such a round is under way. */
  anew: boolean
}

export interface Page {
  rows: Row[]
  cursor: number
  more: boolean
  fresh: boolean
  /** The server's milliseconds since 1970. */
  now?: number
}

/** Where a page belongs. */
export interface Place {
  /** The round that the asking tab knows of. */
  round: number
  /** The latest change before the page. */
  since: number
  /** Whether it is the first page of everything anew. */
  begins: boolean
}

export interface Wanted {
  collection: string
  id: string
  fields?: Fields
  deleted?: boolean
}

interface KeptRow extends Row {
  round: number
}

const VERSION = 1
const BOOK = 'book'
/** So far, in milliseconds, a clock may be wrong without anything being done about it. */
const WRONG_MS = 2_000

/**
 * One account's data in this browser. Tabs share it: whatever must not clash between them, such as the numbers of
 * edits, is read and written within one transaction.
 */
export class Store {
  private constructor(private readonly database: IDBDatabase) {}

  static nameFor(account: string): string {
    return `parley-${account}`
  }

  static async open(account: string, onGone: () => void): Promise<Store> {
    const database = await opened(Store.nameFor(account), VERSION, (made) => {
      made.createObjectStore('rows', { keyPath: ['collection', 'id'] }).createIndex('seq', 'seq')
      made.createObjectStore('pending', { keyPath: 'number' })
      made.createObjectStore('book')
    })
    // Another tab signs out: let go at once, or its deletion would wait.
    database.onversionchange = () => {
      database.close()
      onGone()
    }
    const store = new Store(database)
    await store.begin()
    return store
  }

  close(): void {
    this.database.close()
  }

  async book(): Promise<Book> {
    return asked(this.database.transaction('book').objectStore('book').get(BOOK)) as Promise<Book>
  }

  /** Rows whose change came after `seq`, every waiting edit, and the book: all of one moment. */
  async read(seq = -1): Promise<{ rows: Row[]; pending: Pending[]; book: Book }> {
    const transaction = this.database.transaction(['rows', 'pending', 'book'])
    const [rows, pending, book] = await Promise.all([
      asked(transaction.objectStore('rows').index('seq').getAll(IDBKeyRange.lowerBound(seq, true))),
      asked(transaction.objectStore('pending').getAll()),
      asked(transaction.objectStore('book').get(BOOK)),
    ])
    return { rows: rows as Row[], pending: pending as Pending[], book: book as Book }
  }

  /** Number and stamp edits, in order, and keep them until the server has them. */
  async edit(wanted: readonly Wanted[], now: number): Promise<Pending[]> {
    return this.write(['pending'], (book, { pending }) => {
      const made = wanted.map((each): Pending => {
        book.latest = next(book.latest, now + book.ahead)
        return { ...each, number: book.next++, stamp: stampOf(book.latest, book.replica) }
      })
      made.forEach((each) => pending?.put(each))
      return made
    })
  }

  /**
   * Keep a page. Null when it does not continue what is kept, because another tab began anew: read everything again,
   * and ask from the cursor there is now.
   */
  async keep(page: Page, { round, since, begins }: Place, now: number): Promise<Book | null> {
    return this.write(['rows', 'pending'], async (book, { rows, pending }) => {
      if (rows === undefined || pending === undefined || book.round !== round || book.seq < since) return null
      if (page.now !== undefined) await setClock(book, pending, rows, page.now - now)
      if (begins) {
        book.round += 1
        book.anew = true
        book.seq = 0
      }
      const kept = await Promise.all(page.rows.map((row) => asked(rows.get([row.collection, row.id])))) as (KeptRow | undefined)[]
      page.rows.forEach((row, i) => {
        const before = kept[i]
        if (before !== undefined && before.round === book.round && before.seq >= row.seq) return
        rows.put({ ...row, round: book.round } satisfies KeptRow)
        for (const stamp of stampsOf(row)) book.latest = past(book.latest, stamp, now + book.ahead)
      })
      const last = page.rows.reduce((most, { seq }) => Math.max(most, seq), begins ? 0 : since)
      // Another tab may be further.
      if (last >= book.seq) {
        book.cursor = page.cursor
        book.seq = last
      }
      if (!page.more) {
        if (book.anew) await sweep(rows, book.round)
        book.anew = false
        book.whole = true
      }
      return { ...book }
    })
  }

  /** The edits to send next, which from now on count as sent. */
  async send(choose: (waiting: readonly Pending[]) => Pending[]): Promise<{ batch: Pending[]; replica: string }> {
    return this.write(['pending'], async (book, { pending }) => {
      const after = IDBKeyRange.lowerBound(book.taken, true)
      const batch = pending === undefined ? [] : choose((await asked(pending.getAll(after))) as Pending[])
      book.sent = Math.max(book.sent, batch.at(-1)?.number ?? 0)
      return { batch, replica: book.replica }
    })
  }

  /** The server answered a push of the edits from `first` on: it has taken up to a number, and some never will be. */
  async took(push: { replica: string; first: number }, taken: number, refused: readonly number[]): Promise<void> {
    await this.write(['pending'], async (book, { pending }) => {
      if (pending === undefined || book.replica !== push.replica) return
      refused.forEach((number) => pending.delete(number))
      // It knows numbers that were never given here, or misses some that it had: one side was set back to an older
      // state. Under a new name nothing is mistaken for what was sent before, and sending twice changes nothing.
      if (taken >= book.next || taken < push.first - 1) await renumber(book, pending)
      else book.taken = Math.max(book.taken, taken)
    })
  }

  /** Begin a new line of numbers, leaving out an edit that the server cannot even read. */
  async renew(without: number | null): Promise<void> {
    await this.write(['pending'], async (book, { pending }) => {
      if (pending === undefined) return
      if (without !== null) pending.delete(without)
      await renumber(book, pending)
    })
  }

  /** What was taken up to a number has come back as rows; it need not be laid over them any more. */
  async settle(upTo: number, replica: string): Promise<void> {
    await this.write(['pending'], (book, { pending }) => {
      if (book.replica === replica && upTo > 0) pending?.delete(IDBKeyRange.upperBound(upTo))
    })
  }

  /** Make the book, if there is none; forget what deletions left behind, unless an edit may still need it. */
  private async begin(): Promise<void> {
    const made: Book = {
      replica: randomName(), next: 1, sent: 0, taken: 0, cursor: 0, seq: 0, whole: false,
      latest: { wall: 0, count: 0 }, ahead: 0, round: 0, anew: false,
    }
    const transaction = this.database.transaction(['rows', 'pending', 'book'], 'readwrite')
    const ended = done(transaction)
    const books = transaction.objectStore('book')
    const book = (await asked(books.get(BOOK))) as Book | undefined
    if (book === undefined) books.put(made, BOOK)
    // A round that was cut begins anew.
    else if (book.anew) books.put({ ...book, cursor: 0, seq: 0, round: book.round + 1 }, BOOK)
    else if ((await asked(transaction.objectStore('pending').count())) === 0) {
      await each(transaction.objectStore('rows'), (row) => Object.keys(row.fields).length === 0)
    }
    await ended
  }

  /** Run one strictly durable transaction over the book and other stores. */
  private async write<T>(
    names: ('rows' | 'pending')[],
    work: (book: Book, stores: Partial<Record<'rows' | 'pending', IDBObjectStore>>) => T | Promise<T>,
  ): Promise<T> {
    const transaction = this.database.transaction(['book', ...names], 'readwrite', { durability: 'strict' })
    const ended = done(transaction)
    const books = transaction.objectStore('book')
    const book = (await asked(books.get(BOOK))) as Book
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]))
    try {
      const result = await work(book, stores)
      books.put(book, BOOK)
      await ended
      return result
    } catch (error) {
      if (!(error instanceof DOMException)) transaction.abort()
      throw error
    }
  }
}

/**
 * The server's time tells how wrong this machine's is, and so how wrong the stamps are of edits that were never sent.
 * Each stays after those before it, and after what its record had when it was made.
 */
async function setClock(book: Book, pending: IDBObjectStore, rows: IDBObjectStore, ahead: number): Promise<void> {
  const wrong = ahead - book.ahead
  if (Math.abs(wrong) < WRONG_MS) return
  book.ahead = ahead
  book.latest = { wall: Math.max(0, book.latest.wall + wrong), count: book.latest.count }
  let before: Moment = { wall: 0, count: 0 }
  for (const edit of (await asked(pending.getAll())) as Pending[]) {
    let moment = momentOf(edit.stamp)
    if (edit.number > book.sent) {
      const row = (await asked(rows.get([edit.collection, edit.id]))) as KeptRow | undefined
      const had = (row === undefined ? [] : stampsOf(row)).map(momentOf).reduce(later, before)
      moment = later({ wall: Math.max(0, moment.wall + wrong), count: moment.count }, next(had, 0))
      pending.put({ ...edit, stamp: stampOf(moment, book.replica) })
    }
    before = later(before, moment)
  }
  book.latest = later(book.latest, before)
}

async function renumber(book: Book, pending: IDBObjectStore): Promise<void> {
  const waiting = (await asked(pending.getAll())) as Pending[]
  pending.clear()
  waiting.forEach((change, i) => pending.put({ ...change, number: i + 1 }))
  book.replica = randomName()
  book.taken = 0
  book.sent = waiting.length
  book.next = waiting.length + 1
}

function sweep(rows: IDBObjectStore, round: number): Promise<void> {
  return each(rows, (row) => row.round !== round)
}

/** Delete the rows that are `old`. */
async function each(rows: IDBObjectStore, old: (row: KeptRow) => boolean): Promise<void> {
  for (const row of (await asked(rows.getAll())) as KeptRow[]) {
    if (old(row)) rows.delete([row.collection, row.id])
  }
}

function stampsOf(row: Row): string[] {
  return row.deleted === null ? Object.values(row.stamps) : [...Object.values(row.stamps), row.deleted]
}
