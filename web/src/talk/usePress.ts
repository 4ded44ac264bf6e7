import { useRef, useState } from 'react'
import type { Talk } from './useTalk'

const TAP_MS = 350

export interface Press {
  /** The button was tapped rather than held: it listens until the next tap. */
  tapped: boolean
  down(): void
  up(): void
}

/** Hold to talk; or tap, talk, tap, for those who cannot hold. In hands-free mode a press stops the answer. */
export function usePress(talk: Talk): Press {
  const since = useRef(0)
  const held = useRef(false)
  const [tapped, setTapped] = useState(false)

  const down = () => {
    if (held.current) return
    held.current = true
    if (talk.mode === 'open' || talk.mode === 'wake') {
      talk.interrupt()
      since.current = 0
    } else if (tapped) {
      since.current = 0 // the second tap: `up` lets go
    } else {
      since.current = performance.now()
      talk.listen('press')
    }
  }
  const up = () => {
    if (!held.current) return
    held.current = false
    const wasTap = performance.now() - since.current < TAP_MS
    setTapped(wasTap)
    if (!wasTap) talk.release()
  }
  return { tapped: tapped && talk.mode === 'press', down, up }
}
