import { useEffect, useState } from 'react'
import { useWords } from '../words'

/** What someone sees who has no session. */
export function Locked({ onRetry }: { onRetry: () => void }) {
  const { words } = useWords()
  const [used] = useState(() => new URLSearchParams(location.search).has('key'))
  // A key, even a used one, does not stay in the address bar or the history.
  useEffect(() => history.replaceState(null, '', '/'), [])
  return (
    <main className="locked">
      <div className="locked-card">
        <h2>{words.lockedTitle}</h2>
        <p>{used ? words.lockedUsed : words.lockedText}</p>
        <code translate="no">parley link</code>
        <button type="button" className="quiet-button" onClick={onRetry}>{words.lockedRetry}</button>
      </div>
    </main>
  )
}
