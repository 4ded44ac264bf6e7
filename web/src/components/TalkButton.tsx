import type { Levels } from '../audio/level'
import type { Mode } from '../protocol/messages'
import type { Phase } from '../talk/useTalk'
import { useWords, type Words } from '../words'
import { Orb } from './Orb'

interface Props {
  phase: Phase
  dark: boolean
  mode: Mode | null
  tapped: boolean
  /** A wake word was just heard. */
  woken: boolean
  /** What sounds is music. */
  music: boolean
  levels: () => Levels
  onPress: () => void
  onRelease: () => void
}

/** The orb: hold it to talk. It shows who is talking, and how loudly. */
export function TalkButton({ phase, dark, mode, tapped, woken, music, levels, onPress, onRelease }: Props) {
  const { words } = useWords()
  return (
    <div className="orb-area">
      <button
        type="button" className="orb-button" aria-label={words.hold} aria-pressed={mode === 'press'}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          onPress()
        }}
        onPointerUp={onRelease} onPointerCancel={onRelease}
        onKeyDown={(event) => event.key === 'Enter' && !event.repeat && onPress()}
        onKeyUp={(event) => event.key === 'Enter' && onRelease()}
        onContextMenu={(event) => event.preventDefault()}
      >
        <Orb phase={phase} dark={dark} levels={levels} />
      </button>
      <p className="orb-caption" role="status">
        {music && phase === 'speaking' ? words.playing : caption(words, phase, mode, tapped, woken)}
      </p>
      <p className="orb-hint" aria-hidden={phase !== 'idle'}>{phase === 'idle' ? words.holdHint : '\u00a0'}</p>
    </div>
  )
}

function caption(words: Words, phase: Phase, mode: Mode | null, tapped: boolean, woken: boolean): string {
  if (mode === 'press') return tapped ? words.tapDone : words.letGo
  switch (phase) {
    case 'listening': return woken ? words.woken : words.listening
    case 'thinking': return words.thinking
    case 'speaking': return words.speaking
    case 'waiting': return mode === 'wake' ? words.waiting : words.openEar
    case 'idle': return words.hold
  }
}
