import type { Figure, Shown } from '../home/deviceLook'

/** Lines of each picture, on 48 by 48. */
const LINES: Record<Figure, string> = {
  board: 'M9 12h30a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3V15a3 3 0 0 1 3-3M11 17h26v14H11zM14 36v4M20 36v4M28 36v4M34 36v4M19 22v1.5M29 22v1.5M20 26.5c1.2 1.2 2.6 1.6 4 1.6s2.8-.4 4-1.6',
  mi: 'M15 8h18a4 4 0 0 1 4 4v24a4 4 0 0 1-4 4H15a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4M17 13.5h14M16 21v.1M20 21v.1M24 21v.1M28 21v.1M32 21v.1M16 26v.1M20 26v.1M24 26v.1M28 26v.1M32 26v.1M16 31v.1M20 31v.1M24 31v.1M28 31v.1M32 31v.1',
  computer: 'M10 11h28v19H10zM5 36h38l-3-6H8zM20 33h8',
  satellite: 'M24 12a12 12 0 1 0 0 24 12 12 0 0 0 0-24M24 20a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10.5 10.5a19 19 0 0 0 0 27M37.5 10.5a19 19 0 0 1 0 27',
  speaker: 'M16 6h16a4 4 0 0 1 4 4v28a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V10a4 4 0 0 1 4-4M24 21a7 7 0 1 0 0 14 7 7 0 0 0 0-14M24 26.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M24 12a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3',
  browser: 'M8 10h32a2 2 0 0 1 2 2v24a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V12a2 2 0 0 1 2-2M6 18h36M11 14v.1M15.5 14v.1M20 14v.1',
  phone: 'M16 5h16a3 3 0 0 1 3 3v32a3 3 0 0 1-3 3H16a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3M21.5 38h5M21 9.5h6',
  program: 'M17 15 8 24l9 9M31 15l9 9-9 9M27 10l-6 28',
}

/** A device, and a quiet sign of what it does. */
export function DeviceFigure({ figure, state, large = false }: { figure: Figure; state: Shown; large?: boolean }) {
  return (
    <span className={large ? 'figure large' : 'figure'} data-state={state} data-figure={figure} aria-hidden="true">
      <svg viewBox="0 0 48 48"><path d={LINES[figure]} /></svg>
      <span className="figure-sign"><i /><i /><i /></span>
    </span>
  )
}
