/**
 * Changes of records, and how two devices' changes become one record: per field, the latest stamp wins.
 * The same rule as src/parley/home/changes.py; docs/sync.md describes it.
 */

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value }
export type Fields = Record<string, Value>

/** One edit of one record, made at one moment. */
export interface Change {
  collection: string
  id: string
  /** When, as a stamp. */
  stamp: string
  /** New values of the fields that were edited; nothing of the others. */
  fields?: Fields
  deleted?: boolean
}

/** What is known of one record. Without fields there is no record. */
export interface State {
  fields: Fields
  /** Field → stamp of the edit that its value is from. */
  stamps: Record<string, string>
  /** Stamp of the latest deletion; edits from before it never count again. */
  deleted: string | null
}

/** A record as the server hands it out. */
export interface Row extends State {
  collection: string
  id: string
  /** The account's change that it was last part of. */
  seq: number
}

export const NOTHING: State = { fields: {}, stamps: {}, deleted: null }

/** The record after a change; `state` itself when the change comes too late to matter. */
export function merged(state: State, change: Change): State {
  if (change.deleted === true) return without(state, change.stamp)
  const fresh = Object.entries(change.fields ?? {}).filter(([name]) => later(state, name, change.stamp))
  if (fresh.length === 0) return state
  const stamps = Object.fromEntries(fresh.map(([name]) => [name, change.stamp]))
  return {
    fields: { ...state.fields, ...Object.fromEntries(fresh) },
    stamps: { ...state.stamps, ...stamps },
    deleted: state.deleted,
  }
}

/** The names of the fields whose values differ. */
export function differing(before: Fields, after: Fields): Fields {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(before[name], value)))
}

function without(state: State, stamp: string): State {
  const edited = Object.values(state.stamps).some((at) => at > stamp)
  return edited || (state.deleted ?? '') >= stamp ? state : { fields: {}, stamps: {}, deleted: stamp }
}

function later(state: State, name: string, stamp: string): boolean {
  return stamp > (state.stamps[name] ?? '') && stamp > (state.deleted ?? '')
}

function same(one: Value | undefined, other: Value): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
