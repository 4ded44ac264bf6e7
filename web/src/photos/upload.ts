import { ApiError } from '../home/api'
import { backoff } from '../protocol/backoff'

/** Sending a file by tus 1.0.0 (https://tus.io/protocols/resumable-upload), which goes on where it broke off. */

const PATH = '/api/files/uploads'
const VERSION = { 'Tus-Resumable': '1.0.0' }
/** Bytes of a request: few enough that one which breaks off costs little. */
const PART = 16 * 1024 * 1024
const TRIES = 6

export interface Sending {
  file: File
  onSent: (bytes: number) => void
  signal: AbortSignal
}

interface Answer { status: number; header: (name: string) => string | null; text: string }

/** Send it all; its id among the person's files. Raises `ApiError`, `aborted` when it was given up. */
export async function sent({ file, onSent, signal }: Sending): Promise<string> {
  const metadata = `filename ${base64(file.name)},filetype ${base64(file.type)}`
  const headers = { ...VERSION, 'Upload-Length': String(file.size), 'Upload-Metadata': metadata }
  const begun = await patiently(() => request('POST', PATH, headers, null, signal, () => undefined), signal)
  const place = begun.header('Location')
  if (place === null) throw new ApiError(begun.status, 'failed', '')
  let id = begun.header('Parley-File')
  let offset = 0
  try {
    while (id === null) {
      const answer = await patiently(async (again) => {
        if (again) {
          const known = await request('HEAD', place, VERSION, null, signal, () => undefined)
          offset = Number(known.header('Upload-Offset') ?? 0)
          if (known.header('Parley-File') !== null) return known
        }
        const from = offset
        const part = file.slice(from, from + PART)
        const body = { ...VERSION, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' }
        return request('PATCH', place, body, part, signal, (bytes) => onSent(from + bytes))
      }, signal)
      offset = Number(answer.header('Upload-Offset') ?? offset)
      id = answer.header('Parley-File')
    }
  } catch (error) {
    // Room that nobody will use; when nobody answers it is given back a day later.
    if (signal.aborted) void fetch(place, { method: 'DELETE', headers: VERSION }).catch(() => undefined)
    throw error
  }
  onSent(file.size)
  return id
}

/** Try again, later and later, what the connection or a busy server kept from going well. */
async function patiently(work: (again: boolean) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(tries > 0)
    } catch (error) {
      const passing = error instanceof ApiError && (error.code === 'away' || [408, 409, 423, 429, 502, 503].includes(error.status))
      if (!passing || tries + 1 >= TRIES || signal.aborted) throw error
      await new Promise((go) => window.setTimeout(go, backoff(tries)))
    }
  }
}

/** With XMLHttpRequest: fetch does not tell how much was sent. */
function request(
  method: string, path: string, headers: Record<string, string>, body: Blob | null, signal: AbortSignal, onSent: (bytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    const aborted = () => reject(new ApiError(0, 'aborted', ''))
    const give = () => call.abort()
    call.open(method, path)
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value)
    call.upload.onprogress = ({ loaded }) => onSent(loaded)
    call.onabort = aborted
    call.onerror = () => reject(new ApiError(0, 'away', ''))
    call.onloadend = () => signal.removeEventListener('abort', give)
    call.onload = () => {
      const answer = { status: call.status, header: (name: string) => call.getResponseHeader(name), text: call.responseText }
      if (call.status < 400) resolve(answer)
      else reject(problemOf(answer))
    }
    if (signal.aborted) {
      aborted()
      return
    }
    signal.addEventListener('abort', give)
    call.send(body)
  })
}

function problemOf({ status, text }: Answer): ApiError {
  try {
    const { code = 'failed', message = '' } = JSON.parse(text) as { code?: string; message?: string }
    return new ApiError(status, code, message)
  } catch {
    return new ApiError(status, 'failed', '') // the answer of a proxy, in words of its own
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
