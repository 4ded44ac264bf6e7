import { useEffect, useRef, useState } from 'react'
import { gainOf, type Volume } from '../audio/volume'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

const SHOWN_MS = 2_500

/** How loudly Parley speaks, when that has just changed; and as long as it is silent, the way out of it. */
export function VolumeView({ volume, onUnmute }: { volume: Volume; onUnmute: () => void }) {
  const { words } = useWords()
  const recent = useRecent(volume)
  const silent = gainOf(volume) === 0
  return (
    <div className="volume" role="status">
      {silent
        ? (
          <button type="button" className="volume-pill" title={words.unmute} onClick={onUnmute}>
            <Icon name="muted" />{words.muted}<span className="visually-hidden">: {words.unmute}</span>
          </button>
        )
        : recent && (
          <p className="volume-pill">
            <Icon name="loud" />
            <meter min={0} max={100} value={volume.level} aria-hidden="true" />
            <span className="visually-hidden">{fill(words.volume, { level: String(volume.level) })}</span>
            <span className="volume-level" aria-hidden="true">{volume.level}%</span>
          </p>
        )}
    </div>
  )
}

/** Whether a value changed just now; what it was at first is no change. */
function useRecent(value: Volume): boolean {
  const known = useRef(value)
  const [recent, setRecent] = useState(false)
  useEffect(() => {
    if (known.current === value) return undefined
    setRecent(true)
    const done = window.setTimeout(() => {
      known.current = value
      setRecent(false)
    }, SHOWN_MS)
    return () => window.clearTimeout(done)
  }, [value])
  return recent
}
