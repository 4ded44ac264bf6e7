import { asked, done, opened, removed } from '../sync/idb'
import type { Language, Written } from './types'

/** What this browser keeps of the keyboard: packs for when nobody answers, and what could not be learned yet. */

const NAME = 'parley-keyboard'
const PACKS = 'packs'
const UNSENT = 'unsent'
/** What was written meanwhile; the oldest goes first. */
const MOST_UNSENT = 2_000

export interface Pack { bytes: ArrayBuffer; at: number }
export interface Unsent { account: string; language: Language; written: Written }

/** Null where the browser keeps nothing, as in private windows of some. */
async function database(): Promise<IDBDatabase | null> {
  try {
    return await opened(NAME, 1, (made) => {
      made.createObjectStore(PACKS)
      made.createObjectStore(UNSENT, { autoIncrement: true })
    })
  } catch (error) {
    if (error instanceof DOMException || error instanceof ReferenceError) return null
    throw error
  }
}

async function within<T>(mode: IDBTransactionMode, store: string, otherwise: T, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const base = await database()
  if (base === null) return otherwise
  try {
    const transaction = base.transaction(store, mode)
    const ended = done(transaction)
    const found = await work(transaction.objectStore(store))
    await ended
    return found
  } finally {
    base.close()
  }
}

export const keptPack = (language: Language) =>
  within<Pack | null>('readonly', PACKS, null, async (store) => (await asked<Pack | undefined>(store.get(language))) ?? null)

export const keepPack = (language: Language, pack: Pack) =>
  within<unknown>('readwrite', PACKS, null, (store) => asked(store.put(pack, language)))

/** Keep what was written until the server has learned it; under which number. */
export const keepUnsent = (unsent: Unsent) => within<number>('readwrite', UNSENT, -1, async (store) => {
  const id = Number(await asked(store.add(unsent)))
  store.delete(IDBKeyRange.upperBound(id - MOST_UNSENT))
  return id
})

export const unsentOf = (account: string) => within<[id: number, unsent: Unsent][]>('readonly', UNSENT, [], async (store) => {
  const [keys, all] = await Promise.all([asked(store.getAllKeys()), asked<Unsent[]>(store.getAll())])
  return all.flatMap((each, i) => (each.account === account ? [[Number(keys[i]), each] as [number, Unsent]] : []))
})

export const sent = (ids: readonly number[]) => within<unknown>('readwrite', UNSENT, null, async (store) => {
  for (const id of ids) store.delete(id)
})

/** Nothing of anybody's stays here. */
export async function forgetTyping(): Promise<void> {
  try {
    await removed(NAME)
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof ReferenceError)) throw error
  }
}
