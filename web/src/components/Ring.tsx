import { useContext, useEffect } from 'react'
import { ringUntilStopped } from '../audio/chime'
import { SyncContext } from '../home/sync'
import type { Ringing } from '../talk/state'
import { fill, useWords, type Words } from '../words'
import { Icon } from './Icon'

const SNOOZE_S = 600

/** What rings, too large to overlook. */
export function Ring({ ringing, onStop }: { ringing: Ringing[]; onStop: () => void }) {
  const { words } = useWords()
  const sync = useContext(SyncContext)
  const again = ringing.filter(({ kind }) => kind === 'alarm' || kind === 'reminder')
  const sought = ringing.some(({ kind }) => kind === 'find')
  useEffect(() => ringUntilStopped(sought), [sought])
  const snooze = () => {
    for (const { key, kind } of again) {
      void sync?.change(`${kind}s`, key, { snoozed: Math.floor(Date.now() / 1000) + SNOOZE_S })
    }
    onStop()
  }
  return (
    <div className="ring" role="alert">
      <span className="ring-bell"><Icon name="bell" /></span>
      <ul>
        {ringing.map((each) => <li key={each.key}>{ringWords(words, each)}</li>)}
      </ul>
      <div className="ring-buttons">
        <button type="button" className="ring-stop" onClick={onStop}>{words.stop}</button>
        {again.length > 0 && sync !== null && (
          <button type="button" className="ring-later" onClick={snooze}>{words.snooze}</button>
        )}
      </div>
    </div>
  )
}

function ringWords(words: Words, { kind, name }: Ringing): string {
  if (kind === 'timer') return name === '' ? words.rang : fill(words.rangNamed, { name })
  if (kind === 'find') return words.iAmHere
  return name === '' ? words.alarmRings : name
}
