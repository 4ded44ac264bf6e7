import { useId, useState } from 'react'
import { localeOf } from '../home/when'
import { FORMATS, type Format, LARGEST_IMPORT, takeIn } from '../keyboard/server'
import { LANGUAGES, type Language } from '../keyboard/types'
import { useAsking } from '../parts/asking'
import { Choice } from '../parts/Field'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, languageName, useWords, type Words } from '../words'

const FORMAT_WORDS: Record<Format, keyof Words> = { text: 'formatText', rime: 'formatRime', gboard: 'formatGboard', hunspell: 'formatHunspell', parley: 'formatParley' }

/** Words from another keyboard. */
export function TypingImport({ language: first, onDone, onClose }: { language: Language; onDone: () => void; onClose: () => void }) {
  const { ui, words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const id = useId()
  const [format, setFormat] = useState<Format>('text')
  const [language, setLanguage] = useState<Language>(first)
  const [file, setFile] = useState<File | null>(null)
  const [wrong, setWrong] = useState('')
  const send = () => {
    setWrong(file === null ? words.learnedNoFile : file.size > LARGEST_IMPORT ? words.learnedTooLarge : '')
    if (file === null || file.size > LARGEST_IMPORT) return
    void asking.run(async () => {
      const { taken, skipped } = await takeIn(format, language, file)
      const number = new Intl.NumberFormat(localeOf(ui))
      toast(fill(words.learnedImported, { taken: number.format(taken), skipped: number.format(skipped) }))
      onDone()
      onClose()
    })
  }
  return (
    <Sheet title={words.learnedImportTitle} onClose={onClose}>
      <form
        className="form" noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <p>{words.learnedImportText}</p>
        <Choice label={words.learnedFormat} value={format} onChange={(value) => setFormat(FORMATS.find((each) => each === value) ?? 'text')}>
          {FORMATS.map((each) => <option key={each} value={each}>{words[FORMAT_WORDS[each]]}</option>)}
        </Choice>
        <Choice label={words.learnedLanguage} value={language} onChange={(value) => setLanguage(value === 'zh' ? 'zh' : 'en')}>
          {LANGUAGES.map((each) => <option key={each} value={each}>{languageName(each, ui)}</option>)}
        </Choice>
        <div className="field">
          <label htmlFor={id}>{words.learnedFile}</label>
          <input id={id} type="file" accept=".txt,.yaml,.yml,.dic,.zip,.json,text/plain" onChange={({ target }) => setFile(target.files?.[0] ?? null)} />
        </div>
        {wrong !== '' && <p className="problem" role="alert">{wrong}</p>}
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.learnedImport}</button>
      </form>
    </Sheet>
  )
}
