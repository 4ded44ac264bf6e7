import { useEffect, useRef } from 'react'
import type { Levels } from '../audio/level'
import type { Phase } from '../talk/useTalk'
import { drawOrb, type OrbLook, rest } from './drawOrb'

interface Props {
  phase: Phase
  dark: boolean
  levels: () => Levels
}

/** A canvas that breathes, and swells with whoever is talking. */
export function Orb({ phase, dark, levels }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const current = useRef({ phase, dark, levels })
  current.current = { phase, dark, levels }
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return undefined
    const still = window.matchMedia('(prefers-reduced-motion: reduce)')
    let look: OrbLook = rest()
    let frame = 0
    const draw = (now: number) => {
      const { phase: at, dark: night, levels: heard } = current.current
      look = drawOrb(context, look, { phase: at, dark: night, levels: heard(), now, still: still.matches })
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [])
  return <canvas ref={canvas} className="orb" width={720} height={720} aria-hidden="true" />
}
