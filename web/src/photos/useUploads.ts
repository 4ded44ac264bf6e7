import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../home/api'
import { keepPhoto } from './server'
import { sent } from './upload'

/** Files on their way at the same time: more would only share the same line. */
const AT_ONCE = 3
/** Milliseconds between looks at how far it is. */
const TOLD_EVERY = 120

export interface Upload {
  key: number
  file: File
  state: 'waiting' | 'sending' | 'done' | 'failed'
  /** Bytes. */
  sent: number
  error: ApiError | null
  /** The photo that it became. */
  photo: string | null
}

export interface Uploads {
  all: readonly Upload[]
  add: (files: readonly File[]) => void
  again: () => void
  /** Give up what is not there yet, and forget the rest. */
  clear: () => void
}

/** Photos on their way to the server, so many at a time; `onKept` when one or more have arrived. */
export function useUploads(onKept: (ids: string[]) => void, atOnce = AT_ONCE): Uploads {
  const uploads = useRef<Upload[]>([])
  const [all, setAll] = useState<readonly Upload[]>([])
  const stop = useRef(new AbortController())
  const count = useRef(0)
  const timer = useRef<number | undefined>(undefined)
  const kept = useRef<string[]>([])
  const latest = useRef(onKept)
  latest.current = onKept

  const tell = useCallback(() => {
    // A thousand files tell much more often than anybody can look.
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined
      setAll([...uploads.current])
      if (kept.current.length > 0) latest.current(kept.current.splice(0))
    }, TOLD_EVERY)
  }, [])

  const next = useCallback(() => {
    const sending = uploads.current.filter(({ state }) => state === 'sending').length
    const waiting = uploads.current.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, atOnce - sending))
    for (const each of waiting) {
      each.state = 'sending'
      void bring(each, stop.current.signal, tell).then((photo) => {
        each.photo = photo
        each.state = 'done'
        kept.current.push(photo)
      }, (error: unknown) => {
        each.state = 'failed'
        each.error = error instanceof ApiError ? error : new ApiError(0, 'failed', '')
      }).finally(() => {
        tell()
        next()
      })
    }
    tell()
  }, [tell, atOnce])

  useEffect(() => () => window.clearTimeout(timer.current), [])
  useLeaving(all.some(({ state }) => state === 'sending' || state === 'waiting'))
  return {
    all,
    add: (files) => {
      const added = files.map((file): Upload => ({ key: ++count.current, file, state: 'waiting', sent: 0, error: null, photo: null }))
      uploads.current = [...uploads.current.filter(({ state }) => state !== 'done'), ...added]
      next()
    },
    again: () => {
      for (const each of uploads.current.filter(({ state }) => state === 'failed')) Object.assign(each, { state: 'waiting', sent: 0, error: null })
      next()
    },
    clear: () => {
      stop.current.abort()
      stop.current = new AbortController()
      uploads.current = []
      tell()
    },
  }
}

async function bring(upload: Upload, signal: AbortSignal, tell: () => void): Promise<string> {
  const { file } = upload
  const id = await sent({
    file,
    signal,
    onSent: (bytes) => {
      upload.sent = bytes
      tell()
    },
  })
  return (await keepPhoto(id, file.name, Math.round(file.lastModified / 1000))).id
}

/** The browser asks before it closes a page from which something is on its way. */
function useLeaving(busy: boolean): void {
  useEffect(() => {
    if (!busy) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [busy])
}

const ENDINGS = /\.(jpe?g|png|webp|gif|avif|bmp|tiff?|hei[cf]|dng|cr[23]|nef|arw|raf|orf|rw2)$/i

/** What looks like a photo: browsers know no type for RAW, nor most for HEIC. */
export function photosAmong(files: Iterable<File>): File[] {
  return [...files].filter(({ type, name }) => type.startsWith('image/') || ENDINGS.test(name))
}

export const ACCEPTED = 'image/*,.heic,.heif,.avif,.dng,.cr2,.cr3,.nef,.arw,.raf,.orf,.rw2,.tif,.tiff'
