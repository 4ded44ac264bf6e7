import { type Fields, merged, NOTHING, type Row, type State } from './changes'
import type { Pending } from './store'

/** One record as the page shows it. */
export interface Doc {
  id: string
  fields: Fields
}

/** What the person sees: the server's rows with this browser's waiting edits laid over them. */
export class View {
  private readonly rows = new Map<string, Map<string, Row>>()
  private pending: Pending[] = []
  private shown = new Map<string, readonly Doc[]>()
  /** The latest change among the rows. */
  seq = -1

  /** Replace everything. */
  reset(rows: readonly Row[], pending: readonly Pending[]): void {
    this.rows.clear()
    this.seq = -1
    this.take(rows)
    this.lay(pending)
  }

  take(rows: readonly Row[]): void {
    for (const row of rows) {
      const of = this.rows.get(row.collection) ?? new Map<string, Row>()
      this.rows.set(row.collection, of)
      of.set(row.id, row)
      this.seq = Math.max(this.seq, row.seq)
      this.shown.delete(row.collection)
    }
  }

  /** What waits now. */
  lay(pending: readonly Pending[]): void {
    for (const { collection } of [...this.pending, ...pending]) this.shown.delete(collection)
    this.pending = [...pending].sort((a, b) => a.number - b.number)
  }

  get(collection: string, id: string): Fields | null {
    const { fields } = this.pending
      .filter((change) => change.collection === collection && change.id === id)
      .reduce(merged, this.state(collection, id))
    return Object.keys(fields).length === 0 ? null : fields
  }

  /** Every record of a collection; the same array until something in it changes. */
  all(collection: string): readonly Doc[] {
    const before = this.shown.get(collection)
    if (before !== undefined) return before
    const states = new Map<string, State>(this.rows.get(collection))
    for (const change of this.pending) {
      if (change.collection === collection) states.set(change.id, merged(states.get(change.id) ?? NOTHING, change))
    }
    const docs = [...states].flatMap(([id, { fields }]) => (Object.keys(fields).length === 0 ? [] : [{ id, fields }]))
    this.shown.set(collection, docs)
    return docs
  }

  private state(collection: string, id: string): State {
    return this.rows.get(collection)?.get(id) ?? NOTHING
  }
}
