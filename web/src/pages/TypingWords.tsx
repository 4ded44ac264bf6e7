import { useState } from 'react'
import { Icon } from '../components/Icon'
import { ago, localeOf } from '../home/when'
import { EXPORT, forgetAll, forgetWord, type Learned, type LearnedWord, loadWords } from '../keyboard/server'
import { LANGUAGES, type Language } from '../keyboard/types'
import { useAsking, useLoaded } from '../parts/asking'
import { Empty, Page, Problem, Shown } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, languageName, type Ui, useWords } from '../words'
import { TypingImport } from './TypingImport'

const AT_ONCE = 100

/** What the keyboard has learned of whoever looks: to see, delete, bring along and take away. */
export function TypingWords() {
  const { ui, words } = useWords()
  const [language, setLanguage] = useState<Language>(ui)
  const [importing, setImporting] = useState(false)
  const [sure, setSure] = useState(false)
  const loaded = useLoaded(async () => {
    const all = await Promise.all(LANGUAGES.map(async (each) => [each, await loadWords(each)] as const))
    return new Map(all)
  })
  const toast = useToast()
  const asking = useAsking()
  const forget = (word: LearnedWord) => asking.run(async () => {
    await forgetWord(word)
    toast(fill(words.learnedForgot, { word: word.text }))
    loaded.again()
  })
  return (
    <Page
      title={words.learnedTitle} back="typing"
      actions={(
        <>
          <button type="button" className="button plain" onClick={() => setImporting(true)}><Icon name="plus" />{words.learnedImport}</button>
          <a className="button plain" href={EXPORT} download><Icon name="box" />{words.learnedExport}</a>
        </>
      )}
    >
      <p className="lead">{words.learnedText}</p>
      <div className="chips" role="group" aria-label={words.learnedLanguage}>
        {LANGUAGES.map((each) => (
          <button key={each} type="button" className="toggle" aria-pressed={each === language} onClick={() => setLanguage(each)}>{languageName(each, ui)}</button>
        ))}
      </div>
      <Problem error={asking.error} />
      <Shown of={loaded}>
        {(all) => <Words key={language} learned={all.get(language) ?? { words: [], pairs: 0, corrections: 0 }} busy={asking.busy} onForget={(word) => void forget(word)} />}
      </Shown>
      <p className="centred"><button type="button" className="button danger" onClick={() => setSure(true)}><Icon name="trash" />{words.learnedForgetAll}</button></p>
      {importing && <TypingImport language={language} onDone={loaded.again} onClose={() => setImporting(false)} />}
      {sure && <ForgetAll onDone={loaded.again} onClose={() => setSure(false)} />}
    </Page>
  )
}

function Words({ learned, busy, onForget }: { learned: Learned; busy: boolean; onForget: (word: LearnedWord) => void }) {
  const { ui, words } = useWords()
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(AT_ONCE)
  const wanted = search.trim().toLocaleLowerCase()
  const found = learned.words.filter(({ text, reading }) => text.toLocaleLowerCase().includes(wanted) || reading.replace(/ /g, '').includes(wanted.replace(/ /g, '')))
  const number = (count: number) => new Intl.NumberFormat(localeOf(ui)).format(count)
  if (learned.words.length === 0 && learned.pairs === 0 && learned.corrections === 0) {
    return <Empty icon="keyboard" title={words.learnedNone}>{words.learnedNoneHint}</Empty>
  }
  return (
    <>
      {learned.words.length > 0 && (
        <label className="search">
          <Icon name="search" />
          <span className="visually-hidden">{words.learnedFind}</span>
          <input type="search" value={search} maxLength={64} placeholder={words.learnedFind} onChange={({ target }) => setSearch(target.value)} />
        </label>
      )}
      <p className="search-count" role="status">
        {fill(words.learnedCount, { words: number(learned.words.length), pairs: number(learned.pairs), corrections: number(learned.corrections) })}
      </p>
      {found.length === 0 && learned.words.length > 0 && <Empty icon="search" title={words.learnedNothing} />}
      {found.length > 0 && (
        <ul className="card rows learned">
          {found.slice(0, most).map((word) => (
            <li key={`${word.language} ${word.text} ${word.reading}`} className="row">
              <span className="row-words">
                <span className="row-name" lang={word.language}>{word.text}</span>
                <span className="row-note">{[word.reading, usedWords(word, ui, words.learnedUsed)].filter((each) => each !== '').join(' · ')}</span>
              </span>
              <button type="button" className="quiet-button icon-only" disabled={busy} aria-label={fill(words.learnedForget, { word: word.text })} onClick={() => onForget(word)}><Icon name="trash" /></button>
            </li>
          ))}
        </ul>
      )}
      {found.length > most && <p className="centred"><button type="button" className="button plain" onClick={() => setMost(most + AT_ONCE)}>{words.learnedMore}</button></p>}
    </>
  )
}

function usedWords({ used }: LearnedWord, ui: Ui, sentence: string): string {
  return used > 0 ? fill(sentence, { when: ago(used, ui) }) : ''
}

function ForgetAll({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const forget = () => asking.run(async () => {
    await forgetAll()
    toast(words.learnedForgotAll)
    onDone()
    onClose()
  })
  return (
    <Sheet title={words.learnedForgetAll} onClose={onClose}>
      <p>{words.learnedForgetSure}</p>
      <Problem error={asking.error} />
      <button type="button" className="button danger wide" disabled={asking.busy} onClick={() => void forget()}>{words.learnedForgetAll}</button>
    </Sheet>
  )
}
