import { hrefOf } from '../home/route'
import { Switch } from '../parts/Field'
import { useWords } from '../words'
import type { Wishes } from './types'

/** What one changes while typing; the rest is on the keyboard's page. */
export function QuickSettings({ wishes, onWishes, onClose }: { wishes: Wishes; onWishes: (wishes: Wishes) => void; onClose: () => void }) {
  const { words } = useWords()
  const turn = (changes: Partial<Wishes>) => onWishes({ ...wishes, ...changes })
  return (
    <div className="keyboard-settings">
      <ul>
        {wishes.language === 'zh' && <li><Switch label={words.typingHant} on={wishes.script === 'hant'} onToggle={() => turn({ script: wishes.script === 'hant' ? 'hans' : 'hant' })} /></li>}
        {wishes.language === 'zh' && <li><Switch label={words.typingMixed} on={wishes.mixed} onToggle={() => turn({ mixed: !wishes.mixed })} /></li>}
        {wishes.language === 'en' && <li><Switch label={words.typingCorrect} on={wishes.correct} onToggle={() => turn({ correct: !wishes.correct })} /></li>}
        <li><Switch label={words.typingEmoji} on={wishes.emoji} onToggle={() => turn({ emoji: !wishes.emoji })} /></li>
        <li><Switch label={words.typingPrivate} on={wishes.private} onToggle={() => turn({ private: !wishes.private })} /></li>
      </ul>
      <p>
        <a className="button plain" href={hrefOf('typing')}>{words.typingMore}</a>
        <button type="button" className="button plain" onClick={onClose}>{words.typingBackToKeys}</button>
      </p>
    </div>
  )
}
