import type { Change, Row } from './changes'
import type { Page } from './store'

/** No answer: the network or the server is away. */
export class Away extends Error {}

/** The server answered that it will not do this. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message)
  }
}

export interface Refused {
  number: number
  code: string
  message: string
}

export interface Pushed {
  taken: number
  refused: Refused[]
  now?: number
}

export interface Feed {
  close(): void
}

export interface FeedListener {
  onOpen(): void
  onPage(page: Page): void
  /** The feed is over; `out` when this browser may not listen any more. */
  onEnd(out: boolean): void
}

/** What the client needs of a server; docs/sync.md describes it. */
export interface Server {
  push(replica: string, first: number, changes: readonly Change[]): Promise<Pushed>
  pull(since: number): Promise<Page>
  listen(since: number, listener: FeedListener): Feed
}

const MOST_ROWS = 500
const MOST_CHANGES = 200
/** Of one push, as JSON. A single edit may be longer. */
const MOST_CHARACTERS = 200_000
const PATIENCE_MS = 20_000
const PING_EVERY_MS = 30_000
const PONG_WITHIN_MS = 10_000
const NOT_ALLOWED = 4401

/** Photos have pages of their own: there may be tens of thousands. Tallies of typing the server counts. */
const WITHOUT = 'without=photos,tallies'

/** The server that this page came from. */
export const overHttp: Server = {
  push: async (replica, first, changes) =>
    await answered('/api/sync/push', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ replica, first, changes }),
    }) as Pushed,

  pull: async (since) => pageOf(await answered(`/api/sync/pull?since=${since}&most=${MOST_ROWS}&${WITHOUT}`)),

  listen(since, listener) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/api/sync/live?since=${since}&${WITHOUT}`)
    let silence: number | undefined
    let over = false
    const end = (out: boolean) => {
      if (over) return
      over = true
      window.clearInterval(pinging)
      window.clearTimeout(silence)
      socket.close()
      listener.onEnd(out)
    }
    const pinging = window.setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}')
      window.clearTimeout(silence)
      silence = window.setTimeout(() => end(false), PONG_WITHIN_MS)
    }, PING_EVERY_MS)
    socket.onopen = () => listener.onOpen()
    socket.onmessage = ({ data }) => {
      window.clearTimeout(silence)
      const message = JSON.parse(String(data)) as { type: string }
      if (message.type === 'page' && !over) listener.onPage(pageOf(message))
    }
    socket.onclose = ({ code }) => end(code === NOT_ALLOWED)
    return { close: () => end(false) }
  },
}

/** As many of the edits, in order, as one push may hold. */
export function fitting<T extends Change>(waiting: readonly T[]): T[] {
  let characters = 0
  const most = waiting.slice(0, MOST_CHANGES).findIndex((edit) => (characters += JSON.stringify(edit).length) > MOST_CHARACTERS)
  return waiting.slice(0, most === -1 ? MOST_CHANGES : Math.max(1, most))
}

async function answered(path: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (error) {
    throw new Away('The server does not answer.', { cause: error })
  }
  if (response.ok) {
    return response.json().catch((error: unknown) => {
      throw new Away('The answer broke off.', { cause: error })
    })
  }
  const said = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
  throw new Refusal(response.status, said.code ?? 'failed', said.message ?? '')
}

function pageOf(answer: unknown): Page {
  const page = answer as Page
  return { ...page, rows: page.rows.map(rowOf), fresh: page.fresh === true }
}

/** A row with everything in its place; a newer server may say more. */
function rowOf({ collection, id, seq, fields, stamps, deleted }: Row): Row {
  return { collection, id, seq, fields: fields ?? {}, stamps: stamps ?? {}, deleted: deleted ?? null }
}
