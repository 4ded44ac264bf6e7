import { dayName } from '../home/when'
import { perDay, perService, type Used } from '../home/usage'
import { fill, useWords, type Words } from '../words'

const DAYS = 30
const SERVICES: Record<string, keyof Words> = {
  'speech.recognise': 'svcSpeechRecognise', 'speech.say': 'svcSpeechSay', 'language.analyse': 'svcLanguageAnalyse',
  translation: 'svcTranslation', vision: 'svcVision', chat: 'svcChat', embedding: 'svcEmbedding', mcp: 'svcMcp',
}

/** What was used with one key: a bar for each day, and a line for each service. */
export function KeyUsage({ used, today }: { used: readonly Used[]; today: number }) {
  const { ui, words } = useWords()
  if (used.length === 0) return <span className="row-note">{words.usedNothing}</span>
  const counts = perDay(used, today, DAYS)
  const most = Math.max(1, ...counts)
  const day = (index: number) => dayName((today - DAYS + 1 + index) * 86_400 + 43_200, ui)
  return (
    <figure className="usage">
      <figcaption className="row-note">{words.usedTitle}</figcaption>
      <svg viewBox={`0 0 ${DAYS * 8} 40`} role="img" aria-label={words.usedTitle} preserveAspectRatio="none">
        {counts.map((count, index) => {
          const height = count === 0 ? 1 : Math.max(3, (count / most) * 38)
          return (
            <rect key={index} x={index * 8 + 1} y={40 - height} width={6} height={height} rx={1.5} data-none={count === 0 || undefined}>
              <title>{fill(words.usedDay, { day: day(index), count: String(count) })}</title>
            </rect>
          )
        })}
      </svg>
      <ul>
        {perService(used).map(({ service, requests, seconds, characters }) => (
          <li key={service}>
            <span>{serviceWords(words, service)}</span>
            <span className="row-note">
              {[
                requests === 1 ? words.usedOneRequest : fill(words.usedRequests, { count: requests.toLocaleString(ui) }),
                seconds > 0 && fill(words.usedMinutes, { minutes: (seconds / 60).toLocaleString(ui, { maximumFractionDigits: 1 }) }),
                characters > 0 && fill(words.usedCharacters, { count: characters.toLocaleString(ui) }),
              ].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

function serviceWords(words: Words, service: string): string {
  const word = SERVICES[service]
  return word === undefined ? service : words[word]
}
