import { useEffect, useMemo } from 'react'
import { TopBar } from './components/TopBar'
import { useEntry } from './home/entry'
import { tidyAddress } from './home/route'
import { Shell } from './home/Shell'
import { SignIn } from './pages/SignIn'
import { Unreachable } from './pages/Unreachable'
import { useStored } from './talk/stored'
import { useTheme } from './talk/useTheme'
import { preferred, type Ui, WORDS, WordsContext } from './words'

/** A link that was used before leads here with its key still in the address. */
const usedLink = new URLSearchParams(location.search).has('key')

export function App() {
  const [ui, setUi] = useStored<Ui>('ui', preferred(navigator.languages), ['en', 'zh'])
  const { theme, dark, next } = useTheme()
  const entrance = useEntry()
  const words = useMemo(() => ({ ui, words: WORDS[ui] }), [ui])
  useEffect(() => {
    document.documentElement.lang = ui === 'zh' ? 'zh-Hans' : 'en'
  }, [ui])
  useEffect(tidyAddress, [])
  const { entry } = entrance
  const bar = (
    <TopBar
      theme={theme} onTheme={next} onUi={() => setUi(ui === 'zh' ? 'en' : 'zh')}
      me={entry.at === 'inside' ? entry.me : null}
    />
  )
  return (
    <WordsContext value={words}>
      {entry.at === 'inside'
        ? <Shell key={entry.me.account} bar={bar} me={entry.me} status={entry.status} dark={dark} entrance={entrance} />
        : bar}
      {entry.at === 'locked' && <SignIn usedLink={usedLink} onIn={entrance.enter} />}
      {entry.at === 'unreachable' && <Unreachable onRetry={entrance.again} />}
    </WordsContext>
  )
}
