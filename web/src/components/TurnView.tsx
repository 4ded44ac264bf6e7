import type { Turn } from '../talk/state'
import type { Talk } from '../talk/useTalk'
import { useWords } from '../words'
import { errorWords } from './Banner'
import { Details } from './Details'
import { FoundPhotos } from './FoundPhotos'
import { TurnFound } from './TurnFound'
import { TurnSource } from './TurnSource'

interface Props {
  turn: Turn
  played: Talk['played'][string] | undefined
  latest: boolean
}

/** One utterance and its answer. */
export function TurnView({ turn, played, latest }: Props) {
  const { words } = useWords()
  const { heard, said, failed, ended } = turn
  return (
    <article className={latest ? 'turn latest' : 'turn'} data-turn={turn.id} data-ended={ended?.reason}>
      {heard !== null && heard.text !== '' && (
        <p className={heard.final ? 'heard' : 'heard partial'} lang={heard.language} aria-hidden={!heard.final}>
          <span className="visually-hidden">{words.you}: </span>
          <Spans heard={heard} />
        </p>
      )}
      {turn.thinking && <p className="dots" aria-label={words.thinking}><i /><i /><i /></p>}
      {said.length > 0 && (
        <p className="said">
          <span className="visually-hidden">Parley: </span>
          {said.map((sentence, i) => (
            <span key={i} lang={sentence.language}>{joint(said[i - 1]?.text, sentence.text)}{sentence.text}</span>
          ))}
        </p>
      )}
      {turn.shown !== undefined && turn.shown.ids.length > 0 && <FoundPhotos shown={turn.shown} />}
      {turn.found !== undefined && <TurnFound found={turn.found} />}
      {turn.known !== undefined && <TurnSource known={turn.known} />}
      {failed !== null && said.length === 0 && <p className="trouble">{errorWords(words, failed)}</p>}
      {ended?.reason === 'nothing_heard' && <p className="trouble">{words.nothingHeard}</p>}
      {ended !== null && <Details turn={turn} ended={ended} played={played} />}
    </article>
  )
}

/** The words with each piece marked by its language, for screen readers and the right Chinese glyphs. */
function Spans({ heard }: { heard: NonNullable<Turn['heard']> }) {
  if (!heard.final || heard.spans.map(([text]) => text).join('') !== heard.text) return heard.text
  return heard.spans.map(([text, language], i) => <span key={i} lang={language}>{text}</span>)
}

/** A space between two sentences, but none after Chinese punctuation. */
function joint(before: string | undefined, text: string): string {
  if (before === undefined) return ''
  return /[\u3000-\u303f\uff00-\uffef]$/.test(before) || /^\s/.test(text) ? '' : ' '
}
