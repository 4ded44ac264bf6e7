import type { Me } from '../home/api'
import { hrefOf } from '../home/route'
import type { Theme } from '../talk/useTheme'
import { fill, useWords } from '../words'
import { useToast } from '../parts/Toasts'
import { useKeyboard } from '../keyboard/useTyping'
import { Icon } from './Icon'

interface Props {
  theme: Theme
  onTheme: () => void
  onUi: () => void
  /** Who is signed in. */
  me: Me | null
}

/** The name of the house, and how it looks and reads. */
export function TopBar({ theme, onTheme, onUi, me }: Props) {
  const { ui, words } = useWords()
  const name = { auto: words.themeAuto, light: words.themeLight, dark: words.themeDark }[theme]
  const label = fill(words.theme, { name })
  return (
    <header className="topbar">
      <h1 className="wordmark" translate="no">
        {me === null ? 'Parley' : <a href={hrefOf('talk')}>Parley</a>}
      </h1>
      <div className="topbar-tools">
        {me !== null && me.role !== 'guest' && (
          <a className="quiet-button icon-only narrow-only" href={hrefOf('search')} aria-label={words.navSearch} title={words.navSearch}><Icon name="search" /></a>
        )}
        {me !== null && <KeyboardButton />}
        <button type="button" className="quiet-button" lang={ui === 'zh' ? 'en' : 'zh-Hans'} onClick={onUi}>
          {words.otherLanguage}
        </button>
        <button type="button" className="quiet-button icon-only" aria-label={label} title={label} onClick={onTheme}>
          <Icon name={theme === 'auto' ? 'halfMoon' : theme === 'light' ? 'sun' : 'moon'} />
        </button>
      </div>
    </header>
  )
}

/** Shows the keyboard wherever one types, and puts it away. */
function KeyboardButton() {
  const { words } = useWords()
  const keyboard = useKeyboard()
  const toast = useToast()
  if (keyboard === null) return null
  const name = keyboard.on ? words.typingHide : words.typingShow
  return (
    <button
      type="button" className="quiet-button icon-only" aria-label={name} title={name} aria-pressed={keyboard.on}
      // The text box that has the caret keeps it.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => {
        keyboard.setOn(!keyboard.on)
        if (!keyboard.on) toast(words.typingShown)
      }}
    >
      <Icon name="keyboard" />
    </button>
  )
}
