/** The home API, as docs/home-api.md describes it. */

export interface Me {
  account: string
  role: 'owner' | 'family' | 'guest'
  name: string
  sign_in_name: string | null
  language: string
  scopes: string[]
  kind: string
  device: string | null
  has_password: boolean
  passkeys: number
  /** Nobody could come back to this account without a new link. */
  welcome: boolean
}

/** Times are POSIX seconds. */
export interface Device {
  id: string
  name: string
  kind: 'browser' | 'phone' | 'speaker' | 'program'
  room: string
  languages: string[]
  person: string
  paired: number
  seen: number
  connected: boolean
}

export interface Session { id: string; name: string; created: number; used: number; current: boolean }
export interface Key { id: string; name: string; scopes: string[]; created: number; used: number; expires: number | null }
export interface Passkey { id: string; name: string; created: number; used: number }
export interface Person { account: string; name: string; role: Me['role']; created: number }
export interface Entry {
  id: number
  at: number
  actor: string
  actor_name: string
  device: string | null
  action: string
  detail: Record<string, unknown>
}

/** The server said no, or nothing at all (`away`). */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message)
  }
}

const PATIENCE_MS = 30_000

/** Ask the server; `patience` in milliseconds. Raises `ApiError`. */
export async function api<T>(method: string, path: string, body?: unknown, patience = PATIENCE_MS): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(patience),
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new ApiError(0, 'away', error instanceof Error ? error.message : '')
  }
  if (!response.ok) {
    const said = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
    throw new ApiError(response.status, said.code ?? 'failed', said.message ?? '')
  }
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}
