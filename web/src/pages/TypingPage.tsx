import { useId } from 'react'
import { Icon } from '../components/Icon'
import { hrefOf, type Route } from '../home/route'
import { loadPacks } from '../keyboard/server'
import { FUZZY, LANGUAGES, SCHEMES, type Scheme, type Wishes } from '../keyboard/types'
import { type Keyboard, useKeyboard } from '../keyboard/useTyping'
import { useLoaded } from '../parts/asking'
import { Chips, Choice, Switch } from '../parts/Field'
import { Page } from '../parts/Page'
import { fill, languageName, useWords, type Words } from '../words'
import { TypingOffline } from './TypingOffline'
import { TypingWords } from './TypingWords'

/** The keyboard: where to try it, and how one types. */
export function TypingPage({ route }: { route: Route }) {
  const keyboard = useKeyboard()
  if (route.id === 'words') return <TypingWords />
  return keyboard === null ? null : <Typing keyboard={keyboard} />
}

function Typing({ keyboard }: { keyboard: Keyboard }) {
  const { words } = useWords()
  return (
    <Page title={words.navTyping} actions={<a className="button plain" href={hrefOf('typing', 'words')}><Icon name="book" />{words.learnedTitle}</a>}>
      <Try keyboard={keyboard} />
      <section className="card padded form">
        <h3>{words.typingHow}</h3>
        <How wishes={keyboard.wishes} onWishes={keyboard.setWishes} />
      </section>
      <TypingOffline />
      <Packs />
    </Page>
  )
}

function Try({ keyboard }: { keyboard: Keyboard }) {
  const { words } = useWords()
  const id = useId()
  return (
    <section className="card padded form typing-try">
      <div className="field">
        <label htmlFor={id}>{words.typingTry}</label>
        {/* Whoever tries it wants to see it. */}
        <textarea id={id} rows={3} maxLength={4000} autoComplete="off" aria-describedby={`${id}-hint`} onFocus={() => keyboard.setOn(true)} />
        <p id={`${id}-hint`} className="hint">{words.typingTryHint}</p>
      </div>
      <div className="switches">
        <Switch label={words.typingEverywhere} on={keyboard.on} onToggle={() => keyboard.setOn(!keyboard.on)} />
        <p className="hint">{words.typingEverywhereHint}</p>
      </div>
    </section>
  )
}

const SCHEME_WORDS: Record<Scheme, keyof Words> = {
  full: 'schemeFull', flypy: 'schemeFlypy', microsoft: 'schemeMicrosoft', natural: 'schemeNatural', sogou: 'schemeSogou', ziguang: 'schemeZiguang', abc: 'schemeAbc',
}

function How({ wishes, onWishes }: { wishes: Wishes; onWishes: (wishes: Wishes) => void }) {
  const { ui, words } = useWords()
  const turn = (changes: Partial<Wishes>) => onWishes({ ...wishes, ...changes })
  return (
    <>
      <Choice label={words.learnedLanguage} value={wishes.language} onChange={(language) => turn({ language: language === 'zh' ? 'zh' : 'en' })}>
        {LANGUAGES.map((each) => <option key={each} value={each}>{languageName(each, ui)}</option>)}
      </Choice>
      <Choice label={words.typingScheme} value={wishes.scheme} onChange={(scheme) => turn({ scheme: SCHEMES.find((each) => each === scheme) ?? 'full' })}>
        {SCHEMES.map((each) => <option key={each} value={each}>{words[SCHEME_WORDS[each]]}</option>)}
      </Choice>
      <Chips label={words.typingFuzzy} all={FUZZY} name={(each) => each.replace('-', ' = ')} chosen={wishes.fuzzy} onChange={(fuzzy) => turn({ fuzzy })} />
      <div className="switches">
        <Switch label={words.typingHant} on={wishes.script === 'hant'} onToggle={() => turn({ script: wishes.script === 'hant' ? 'hans' : 'hant' })} />
        <Switch label={words.typingMixed} on={wishes.mixed} onToggle={() => turn({ mixed: !wishes.mixed })} />
        <Switch label={words.typingCorrect} on={wishes.correct} onToggle={() => turn({ correct: !wishes.correct })} />
        <Switch label={words.typingEmoji} on={wishes.emoji} onToggle={() => turn({ emoji: !wishes.emoji })} />
        <Switch label={words.typingPrivate} on={wishes.private} onToggle={() => turn({ private: !wishes.private })} />
        <p className="hint">{words.typingPrivateHint}</p>
      </div>
    </>
  )
}

/** What the server knows languages from, with the terms. Nobody misses it when it does not tell. */
function Packs() {
  const { ui, words } = useWords()
  const { value: packs } = useLoaded(loadPacks)
  if (packs === null || packs.length === 0) return null
  return (
    <section>
      <h3 className="day">{words.typingPacks}</h3>
      <ul className="card rows">
        {packs.map(({ language, name, licence }) => (
          <li key={`${language} ${name}`} className="row">
            <span className="row-words">
              <span className="row-name">{languageName(language, ui)}</span>
              <span className="row-note">{fill(words.typingPackBy, { name, licence })}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
