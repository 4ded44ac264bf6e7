import type { Theme } from '../talk/useTheme'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

interface Props {
  theme: Theme
  onTheme: () => void
  onUi: () => void
  /** Signs out; null for who is not signed in. */
  onLeave: (() => void) | null
}

/** The name of the house, and how it looks and reads. */
export function TopBar({ theme, onTheme, onUi, onLeave }: Props) {
  const { ui, words } = useWords()
  const name = { auto: words.themeAuto, light: words.themeLight, dark: words.themeDark }[theme]
  const label = fill(words.theme, { name })
  return (
    <header className="topbar">
      <h1 className="wordmark" translate="no">Parley</h1>
      <div className="topbar-tools">
        <button type="button" className="quiet-button" lang={ui === 'zh' ? 'en' : 'zh-Hans'} onClick={onUi}>
          {words.otherLanguage}
        </button>
        <button type="button" className="quiet-button icon-only" aria-label={label} title={label} onClick={onTheme}>
          <Icon name={theme === 'auto' ? 'halfMoon' : theme === 'light' ? 'sun' : 'moon'} />
        </button>
        {onLeave && (
          <button
            type="button" className="quiet-button icon-only" aria-label={words.signOut} title={words.signOut}
            onClick={() => window.confirm(words.signOutSure) && onLeave()}
          >
            <Icon name="leave" />
          </button>
        )}
      </div>
    </header>
  )
}
