import { useEffect, useRef } from 'react'
import type { Levels } from '../audio/level'
import type { Phase } from '../talk/useTalk'
import { differs, drawOrb, move, type OrbLook, type OrbScene, rest } from './drawOrb'
import { whileItChanges } from './frames'

interface Props {
  phase: Phase
  dark: boolean
  levels: () => Levels
}

interface Drawn {
  look: OrbLook
  scene: OrbScene
  width: number
}

/** Pixels that are as many as anybody needs, however fine the screen. */
const MOST_PIXELS = 720

/** A canvas that breathes, and swells with whoever is talking. */
export function Orb({ phase, dark, levels }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const current = useRef({ phase, dark, levels })
  current.current = { phase, dark, levels }
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return undefined
    const still = window.matchMedia('(prefers-reduced-motion: reduce)')
    let look = rest()
    let drawn: Drawn | null = null
    const stop = whileItChanges((now) => {
      const { phase: at, dark: night, levels: heard } = current.current
      const scene = { phase: at, dark: night, levels: heard(), now, still: still.matches }
      look = move(look, scene)
      const { width } = context.canvas
      if (drawn !== null && !changed(drawn, { look, scene, width })) return false
      drawOrb(context, look, scene)
      drawn = { look, scene, width }
      return true
    })
    const sized = new ResizeObserver(() => {
      // A canvas of another size is empty until it is drawn again.
      if (fit(context.canvas) && drawn !== null) drawOrb(context, drawn.look, drawn.scene)
    })
    sized.observe(context.canvas)
    return () => {
      stop()
      sized.disconnect()
    }
  }, [])
  return <canvas ref={canvas} className="orb" width={MOST_PIXELS} height={MOST_PIXELS} aria-hidden="true" />
}

/** As many pixels as the screen shows of it. Whether that is another number. */
function fit(canvas: HTMLCanvasElement): boolean {
  const pixels = Math.min(MOST_PIXELS, Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio)))
  if (canvas.width === pixels) return false
  canvas.width = canvas.height = pixels
  return true
}

function changed(before: Drawn, now: Drawn): boolean {
  return before.width !== now.width || before.scene.dark !== now.scene.dark
    || before.scene.still !== now.scene.still || differs(before.look, now.look, now.width)
}
