import { useEffect, useMemo } from 'react'
import { Locked } from './components/Locked'
import { TalkPage } from './components/TalkPage'
import { TopBar } from './components/TopBar'
import { useStored } from './talk/stored'
import { useEntry } from './talk/useStatus'
import { useTheme } from './talk/useTheme'
import { preferred, type Ui, WORDS, WordsContext } from './words'

export function App() {
  const [ui, setUi] = useStored<Ui>('ui', preferred(navigator.languages), ['en', 'zh'])
  const { theme, dark, next } = useTheme()
  const { entry, lock, retry, leave } = useEntry()
  const words = useMemo(() => ({ ui, words: WORDS[ui] }), [ui])
  useEffect(() => {
    document.documentElement.lang = ui === 'zh' ? 'zh-Hans' : 'en'
  }, [ui])
  return (
    <WordsContext value={words}>
      <TopBar
        theme={theme} onTheme={next} onUi={() => setUi(ui === 'zh' ? 'en' : 'zh')}
        onLeave={entry.at === 'inside' ? leave : null}
      />
      {entry.at === 'locked' && <Locked onRetry={retry} />}
      {entry.at === 'inside' && <TalkPage status={entry.status} dark={dark} onRefused={lock} />}
    </WordsContext>
  )
}
