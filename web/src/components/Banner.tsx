import type { MicrophoneTrouble } from '../audio/microphone'
import type { LinkState } from '../protocol/connection'
import { fill, useWords, type Words } from '../words'
import { Icon } from './Icon'

interface Props {
  link: LinkState
  trouble: MicrophoneTrouble | null
  error: string | null
  onDismiss: () => void
}

/** What is wrong right now, and what to do about it. */
export function Banner({ link, trouble, error, onDismiss }: Props) {
  const { words } = useWords()
  return (
    <div className="banners" role="alert">
      {link === 'lost' && <p className="banner"><span className="pulse" aria-hidden="true" />{words.lost}</p>}
      {trouble !== null && <Dismissible onDismiss={onDismiss}>
        <strong>{troubleWords(words, trouble)[0]}</strong> {troubleWords(words, trouble)[1]}
      </Dismissible>}
      {error !== null && <Dismissible onDismiss={onDismiss}>{errorWords(words, error)}</Dismissible>}
    </div>
  )
}

function Dismissible({ children, onDismiss }: { children: React.ReactNode; onDismiss: () => void }) {
  const { words } = useWords()
  return (
    <div className="banner">
      <p>{children}</p>
      <button type="button" className="quiet-button icon-only" aria-label={words.dismiss} onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  )
}

function troubleWords(words: Words, trouble: MicrophoneTrouble): [title: string, text: string] {
  switch (trouble) {
    case 'denied': return [words.micDeniedTitle, words.micDenied]
    case 'insecure': return [words.micInsecureTitle, words.micInsecure]
    case 'missing': return [words.micMissingTitle, words.micMissing]
    case 'taken': return [words.micTakenTitle, words.micTaken]
  }
}

/** A sentence for an error code of the server. */
export function errorWords(words: Words, code: string): string {
  switch (code) {
    case 'busy': return words.errorBusy
    case 'too_fast': return words.errorTooFast
    case 'too_long': return words.errorTooLong
    case 'missing_engine':
    case 'missing_language': return words.errorMissing
    default: return fill(words.errorOther, { name: code })
  }
}
