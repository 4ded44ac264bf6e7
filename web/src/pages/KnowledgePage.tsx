import { useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { type ApiError } from '../home/api'
import { go, hrefOf, type Route } from '../home/route'
import { hrefToThing, isThing } from '../knowledge/address'
import { ask, complete, find } from '../knowledge/server'
import type { Answer, Entity, Thread } from '../knowledge/types'
import { useAsking } from '../parts/asking'
import { Loading, Page, Problem } from '../parts/Page'
import { type Suggested, SuggestField } from '../parts/SuggestField'
import { useSuggested } from '../search/useSuggested'
import { fill, type Ui, useWords, type Words } from '../words'
import { EntityPage } from './EntityPage'
import { KnowledgeAnswer } from './KnowledgeAnswer'
import { KnowledgeMine } from './KnowledgeMine'
import { KnowledgeSources } from './KnowledgeSources'

const LONGEST = 300
const SUGGESTED = 6
/** Questions that stay on the page. */
const MOST = 20

/** What is known of the world, and asking about it. */
export function KnowledgePage({ route, ready }: { route: Route; ready: boolean }) {
  if (isThing(route.id)) return <EntityPage key={route.id} id={route.id} />
  if (route.id === 'sources') return <KnowledgeSources />
  if (route.id === 'mine') return ready ? <KnowledgeMine /> : <main className="page"><Loading /></main>
  return <Asking />
}

interface Asked { key: number; question: string; answer: Answer; near: Entity[] }

function Asking() {
  const { ui, words } = useWords()
  const asking = useAsking()
  const [asked, setAsked] = useState<Asked[]>([])
  const thread = useRef<Thread>({})
  const tries = [words.askTry1, words.askTry2, words.askTry3, words.askTry4]
  const put = (question: string) => void asking.run(async () => {
    const next = await answered(question, ui, thread.current)
    thread.current = next.answer.thread
    setAsked((before) => [{ ...next, key: (before[0]?.key ?? 0) + 1 }, ...before].slice(0, MOST))
  })
  return (
    <Page
      title={words.knowledge}
      actions={(
        <>
          <a className="button plain" href={hrefOf('knowledge', 'mine')}><Icon name="person" />{words.mineTitle}</a>
          <a className="button plain" href={hrefOf('knowledge', 'sources')}><Icon name="book" />{words.sourcesTitle}</a>
        </>
      )}
    >
      <div className="knowledge-page">
        <AskBox ui={ui} words={words} busy={asking.busy} onAsk={put} />
        <Problem error={asking.error satisfies ApiError | null} />
        {asked.length === 0
          ? (
            <section>
              <h3 className="day" id="ask-tries">{words.askExamples}</h3>
              <ul className="chips" aria-labelledby="ask-tries">
                {tries.map((each) => <li key={each}><button type="button" className="toggle" disabled={asking.busy} onClick={() => put(each)}>{each}</button></li>)}
              </ul>
            </section>
          )
          : <p className="hint ask-follow">{words.askFollow}</p>}
        <div className="asked" role="log" aria-live="polite">
          {asked.map((each) => <AskedView key={each.key} asked={each} />)}
        </div>
      </div>
    </Page>
  )
}

async function answered(question: string, ui: Ui, thread: Thread): Promise<Omit<Asked, 'key'>> {
  const answer = await ask(question, thread)
  const near = answer.kind === 'answered' || answer.subject !== null ? [] : await find(question, ui, 5)
  return { question, answer, near }
}

function AskBox({ ui, words, busy, onAsk }: { ui: Ui; words: Words; busy: boolean; onAsk: (question: string) => void }) {
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const found = useSuggested(text, open, named[ui])
  return (
    <SuggestField
      label={words.askLabel} hint={words.askHint} listName={words.searchSuggestions} clearName={words.searchClear} icon="book"
      text={text} longest={LONGEST} suggested={found} field={field} onText={setText} onOpen={setOpen}
      onDone={(wanted, chosen) => {
        if (chosen !== null) return go('knowledge', chosen.key)
        if (wanted.trim() === '' || busy) return
        setText('')
        onAsk(wanted.trim())
      }}
    >
      <button type="submit" className="button ask-go" disabled={busy || text.trim() === ''}>{words.askGo}</button>
    </SuggestField>
  )
}

const suggestedBy = (ui: Ui) => async (text: string): Promise<Suggested[]> =>
  (await complete(text, ui, SUGGESTED)).map(({ id, label, description }) => ({ key: id, text: label, icon: 'book', note: description }))
const named = { zh: suggestedBy('zh'), en: suggestedBy('en') }

function AskedView({ asked: { question, answer, near } }: { asked: Asked }) {
  const { words } = useWords()
  return (
    <article className="asked-one" data-kind={answer.kind}>
      <h3 className="heard"><span className="visually-hidden">{words.you}: </span>{question}</h3>
      {answer.kind === 'answered' ? <KnowledgeAnswer answer={answer} /> : <p className="answer-none">{missing(answer, words)}</p>}
      {answer.kind !== 'answered' && answer.subject !== null && (
        <p><a href={hrefToThing(answer.subject.id)}>{fill(words.answerAbout, { name: answer.subject.label })}</a></p>
      )}
      {near.length > 0 && (
        <>
          <p className="hint">{words.askFound}</p>
          <ul className="chips">
            {near.map(({ id, label, description }) => (
              <li key={id}><a className="toggle" href={hrefToThing(id)} title={description}>{label}</a></li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}

function missing({ kind, text, subject }: Answer, words: Words): string {
  if (text !== '') return text
  if (kind === 'not_a_question') return words.askNoQuestion
  return subject === null ? words.askUnknown : fill(words.askUnknownOf, { name: subject.label })
}
