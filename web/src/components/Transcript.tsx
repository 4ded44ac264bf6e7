import { useEffect, useRef } from 'react'
import type { Turn } from '../talk/state'
import type { Talk } from '../talk/useTalk'
import { useWords } from '../words'
import { TurnView } from './TurnView'

const NEAR = 120

/** The conversation, which follows its end unless the person scrolled up to read. */
export function Transcript({ turns, played }: { turns: Turn[]; played: Talk['played'] }) {
  const { words } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  useEffect(() => {
    if (following.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [turns])
  return (
    <div
      ref={box} className="transcript" role="log" aria-label={words.conversation} aria-live="polite" tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < NEAR
      }}
    >
      {turns.map((turn, i) => (
        <TurnView key={turn.key} turn={turn} played={played[turn.key]} latest={i === turns.length - 1} />
      ))}
    </div>
  )
}
