import { useWords, type Words } from '../words'

/** The page before anything was said: a greeting, and five things to try. */
export function Welcome({ onAsk }: { onAsk: (text: string) => void }) {
  const { words } = useWords()
  const tries = [words.try1, words.try2, words.try3, words.try4, words.try5]
  return (
    <div className="welcome">
      <h2>{greeting(words, new Date().getHours())}</h2>
      <p className="tagline">{words.tagline}</p>
      <h3 id="tries">{words.tryThese}</h3>
      <ul className="tries" aria-labelledby="tries">
        {tries.map((text) => (
          <li key={text}><button type="button" onClick={() => onAsk(text)}>{text}</button></li>
        ))}
      </ul>
    </div>
  )
}

function greeting(words: Words, hour: number): string {
  if (hour >= 5 && hour < 12) return words.greetingMorning
  return hour >= 12 && hour < 18 ? words.greetingDay : words.greetingEvening
}
