import { useCallback, useEffect, useRef } from 'react'
import { ApiError } from '../home/api'
import type { Own } from './advice'
import { keepPack, keptPack } from './kept'
import { Chinese } from './offline/chinese'
import { English } from './offline/english'
import { type SmallPack, unpacked } from './offline/smallPack'
import { loadOffline } from './server'
import { initialWishes } from './wishes'
import { type Language, NOTHING } from './types'

/** Seconds after which a kept pack is fetched anew. */
const STALE_S = 30 * 86_400

/** What this browser can do by itself, in a language. */
export function ownOf(pack: SmallPack): Own {
  if (pack.language === 'zh') {
    const chinese = new Chinese(pack, initialWishes('zh'))
    return { compose: (wishes, asked) => chinese.compose(wishes, asked), swipe: () => NOTHING }
  }
  const english = new English(pack)
  return { compose: (wishes, asked) => english.compose(wishes, asked), swipe: (_, path, before) => english.swipe(path, before) }
}

/** The packs that this browser keeps, opened when the keyboard is first shown in their language. */
export function useOwn(): { of: (language: Language) => Own | null; open: (language: Language) => void } {
  const packs = useRef(new Map<Language, Own | 'coming'>())
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const open = useCallback((language: Language) => {
    if (packs.current.has(language)) return
    packs.current.set(language, 'coming')
    void packOf(language).then((pack) => {
      if (pack === null || !here.current) packs.current.delete(language)
      else packs.current.set(language, ownOf(pack))
    })
  }, [])
  return {
    of: useCallback((language: Language) => {
      const own = packs.current.get(language)
      return own === undefined || own === 'coming' ? null : own
    }, []),
    open,
  }
}

/** The kept pack, or the server's, which is kept; null where neither is to be had. */
async function packOf(language: Language): Promise<SmallPack | null> {
  const kept = await keptPack(language)
  if (kept !== null && Date.now() / 1000 - kept.at < STALE_S) return unpacked(kept.bytes)
  try {
    const bytes = await loadOffline(language)
    const pack = await unpacked(bytes)
    await keepPack(language, { bytes, at: Date.now() / 1000 })
    return pack
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof RangeError)) throw error
    return kept === null ? null : unpacked(kept.bytes)
  }
}
