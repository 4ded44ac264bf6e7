import { Empty } from '../parts/Page'
import { useWords } from '../words'

/** Nobody answers, and nothing is known here of whoever might be signed in. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  const { words } = useWords()
  return (
    <main className="door">
      <Empty icon="device" title={words.unreachableTitle}>{words.unreachable}</Empty>
      <button type="button" className="button" onClick={onRetry}>{words.tryAgain}</button>
    </main>
  )
}
