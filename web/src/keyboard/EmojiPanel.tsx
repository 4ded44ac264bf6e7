import { useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { useWords, type Words } from '../words'
import { EMOJI, type EmojiGroup } from './emoji'

const GROUPS: [group: EmojiGroup, shown: string, word: keyof Words][] = [
  ['faces', '😀', 'emojiFaces'], ['hands', '👍', 'emojiHands'], ['nature', '🐶', 'emojiNature'], ['food', '🍎', 'emojiFood'], ['things', '🎉', 'emojiThings'],
]

/** Pictures to write with. */
export function EmojiPanel({ onEmoji, onBack, onClose }: { onEmoji: (emoji: string) => void; onBack: () => void; onClose: () => void }) {
  const { words } = useWords()
  const [group, setGroup] = useState<EmojiGroup>('faces')
  const tool = (icon: IconName, name: string, work: () => void) => (
    <button type="button" className="quiet-button icon-only" aria-label={name} onClick={work}><Icon name={icon} /></button>
  )
  return (
    <div className="emoji-panel">
      <ul aria-label={words[GROUPS.find(([each]) => each === group)?.[2] ?? 'emojiFaces']}>
        {EMOJI[group].map((each) => <li key={each}><button type="button" onClick={() => onEmoji(each)}>{each}</button></li>)}
      </ul>
      <div className="emoji-groups">
        {tool('keyboard', words.typingBackToKeys, onClose)}
        {GROUPS.map(([each, shown, word]) => (
          <button key={each} type="button" className="quiet-button icon-only" aria-label={words[word]} aria-pressed={each === group} onClick={() => setGroup(each)}>{shown}</button>
        ))}
        {tool('erase', words.keyBack, onBack)}
      </div>
    </div>
  )
}
