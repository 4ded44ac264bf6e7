import { type ReactNode, useEffect, useRef, useState } from 'react'
import { tileOf, type Version, viewOf } from '../photos/server'
import { useGestures } from '../photos/useGestures'
import { useWords } from '../words'
import { fitted, type Look, type Size, WHOLE } from '../photos/zoom'

/** Pixels of the longer side, few enough that the same ones are asked for again. */
const SIDES = [1024, 1600, 2560, 4096] as const

export interface Slide { id: string; ratio: number; version: Version; name: string }

interface Props {
  before: Slide | null
  here: Slide
  after: Slide | null
  onStep: (step: -1 | 1) => void
  onLeave: () => void
  onTap: () => void
  /** Called with what makes it larger and smaller. */
  zoomer: (zoom: (factor: number) => void) => void
  children?: ReactNode
}

/** The photo, and those beside it while a finger moves them in. */
export function PhotoStage({ before, here, after, onStep, onLeave, onTap, zoomer, children }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useEffect(() => {
    const shown = frame.current
    if (shown === null) return undefined
    const sized = new ResizeObserver(() => setSize({ width: shown.clientWidth, height: shown.clientHeight }))
    sized.observe(shown)
    return () => sized.disconnect()
  }, [])
  const gestures = useGestures({ frame, ratio: here.ratio, of: here.id, onStep, onLeave, onTap })
  zoomer(gestures.zoom)
  const { swiped, moving, look } = gestures
  const slides = [before, here, after].map((slide, i) => ({ slide, at: i - 1 }))
  return (
    <div
      ref={frame} className="photo-stage" data-moving={moving ? '' : undefined} data-close={look.scale > 1 ? '' : undefined} {...gestures.handlers}
    >
      {size.width > 0 && slides.map(({ slide, at }) => slide !== null && (
        <Picture
          key={slide.id} slide={slide} size={size} look={at === 0 ? look : WHOLE} here={at === 0}
          left={at * (size.width + 24) + swiped.x} top={at === 0 ? swiped.y : 0}
        />
      ))}
      {children}
    </div>
  )
}

interface PictureProps { slide: Slide; size: Size; look: Look; here: boolean; left: number; top: number }

function Picture({ slide: { id, ratio, version, name }, size, look, here, left, top }: PictureProps) {
  const shown = fitted(ratio, size)
  const side = sideFor(Math.max(shown.width, shown.height) * (look.scale > 1.2 ? Math.min(look.scale, 3) : 1))
  const { words } = useWords()
  const [there, setThere] = useState<{ side: number; version: Version } | null>(null)
  const [broken, setBroken] = useState(false)
  // The largest that has come is shown until the next one is there.
  const behind = there !== null && there.version === version && there.side !== side ? there.side : null
  return (
    <div
      className="photo-slide" aria-hidden={here ? undefined : true}
      style={{
        width: shown.width, height: shown.height,
        transform: `translate(-50%, -50%) translate(${left + look.x}px, ${top + look.y}px) scale(${look.scale})`,
      }}
    >
      <img src={tileOf(id, version)} alt="" draggable={false} className="photo-small" />
      {behind !== null && <img src={viewOf(id, behind, version)} alt="" draggable={false} />}
      <img
        key={`${side} ${version}`} src={viewOf(id, side, version)} alt={here ? name : ''} draggable={false} decoding="async"
        data-there={there?.side === side && there.version === version ? '' : undefined} onLoad={() => setThere({ side, version })}
        onError={() => setBroken(true)}
      />
      {broken && there === null && here && <p className="photo-broken" role="status">{words.photoBroken}</p>}
    </div>
  )
}

export function sideFor(pixels: number): number {
  const wanted = pixels * Math.min(window.devicePixelRatio || 1, 3)
  return SIDES.find((side) => side >= wanted * 0.9) ?? SIDES[SIDES.length - 1] ?? 4096
}
