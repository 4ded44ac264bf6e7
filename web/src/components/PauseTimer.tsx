import type { Timer } from '../home/documents'
import { useSync } from '../home/sync'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

/** The button that pauses a timer, or lets it go on. */
export function PauseTimer({ timer }: { timer: Timer }) {
  const { words } = useWords()
  const sync = useSync()
  const paused = timer.left > 0
  const name = timer.name || words.timer
  return (
    <button
      type="button" className="quiet-button icon-only" aria-label={fill(paused ? words.resumeTimer : words.pauseTimer, { name })}
      onClick={() => {
        const now = Date.now() / 1000
        const left = timer.ends - now
        if (paused) void sync.change('timers', timer.id, { left: 0, ends: now + timer.left })
        else if (left > 0) void sync.change('timers', timer.id, { left })
      }}
    >
      <Icon name={paused ? 'play' : 'pause'} />
    </button>
  )
}
