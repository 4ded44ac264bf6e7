import { Switch } from '../parts/Field'
import { useWords } from '../words'
import { Icon } from './Icon'

export const SPOKEN = ['auto', 'zh', 'en'] as const
export type Spoken = (typeof SPOKEN)[number]

interface Props {
  handsFree: boolean
  wake: boolean
  canWake: boolean
  answering: boolean
  spoken: Spoken
  onHandsFree: () => void
  onWake: () => void
  onStop: () => void
  onSpoken: (spoken: Spoken) => void
}

/** How Parley listens. */
export function Controls(props: Props) {
  const { words } = useWords()
  return (
    <div className="controls">
      {props.answering
        ? (
          <button type="button" className="stop-button" onClick={props.onStop}>
            <Icon name="stop" />{words.stop}
          </button>
        )
        : <Switch label={words.handsFree} on={props.handsFree} onToggle={props.onHandsFree} />}
      {props.canWake && props.handsFree && <Switch label={words.wakeWord} on={props.wake} onToggle={props.onWake} />}
      <label className="choice">
        <span className="choice-label">{words.spokenLanguage}</span>
        <select
          value={props.spoken}
          onChange={({ target }) => props.onSpoken(SPOKEN.find((each) => each === target.value) ?? 'auto')}
        >
          <option value="auto">{words.anyLanguage}</option>
          <option value="zh" lang="zh-Hans">中文</option>
          <option value="en" lang="en">English</option>
        </select>
      </label>
    </div>
  )
}
