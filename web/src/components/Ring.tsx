import { useEffect } from 'react'
import { ringUntilStopped } from '../audio/chime'
import type { Ringing } from '../talk/state'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

/** A timer that rings, too large to overlook. */
export function Ring({ ringing, onStop }: { ringing: Ringing[]; onStop: () => void }) {
  const { words } = useWords()
  useEffect(ringUntilStopped, [])
  return (
    <div className="ring" role="alert">
      <span className="ring-bell"><Icon name="bell" /></span>
      <ul>
        {ringing.map(({ key, name }) => (
          <li key={key}>{name === '' ? words.rang : fill(words.rangNamed, { name })}</li>
        ))}
      </ul>
      <button type="button" className="ring-stop" onClick={onStop}>{words.stop}</button>
    </div>
  )
}
