import { useEffect, useMemo, useState } from 'react'
import { useWords } from '../words'
import { Icon } from './Icon'
import { Viewfinder } from './Viewfinder'

const LONGEST = 2000

interface Props {
  disabled: boolean
  /** Whether pictures can be shown: guests cannot keep any. */
  sees: boolean
  onSend: (text: string, picture?: string) => void
}

interface Picture { file: string; shown: Blob }

/** Typing instead of talking, about a picture too. */
export function Composer({ disabled, sees, onSend }: Props) {
  const { words } = useWords()
  const [text, setText] = useState('')
  const [looking, setLooking] = useState(false)
  const [picture, setPicture] = useState<Picture | null>(null)
  const ready = (text.trim() !== '' || picture !== null) && !disabled
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        if (!ready) return
        onSend(text.trim() || words.whatIsThis, picture?.file)
        setText('')
        setPicture(null)
      }}
    >
      {sees && (
        <button type="button" className="quiet" disabled={disabled} aria-label={words.showPicture} title={words.showPicture} onClick={() => setLooking(true)}>
          <Icon name="camera" />
        </button>
      )}
      {picture !== null && <Chosen picture={picture.shown} onOff={() => setPicture(null)} />}
      <input
        type="text" value={text} maxLength={LONGEST} placeholder={picture === null ? words.type : words.askAboutPicture}
        aria-label={words.type} enterKeyHint="send" autoComplete="off" onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" disabled={!ready} aria-label={words.send} title={words.send}><Icon name="send" /></button>
      {looking && (
        <Viewfinder
          onClose={() => setLooking(false)}
          onTaken={(file, shown) => {
            setPicture({ file, shown })
            setLooking(false)
          }}
        />
      )}
    </form>
  )
}

function Chosen({ picture, onOff }: { picture: Blob; onOff: () => void }) {
  const { words } = useWords()
  const address = useMemo(() => URL.createObjectURL(picture), [picture])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  return (
    <button type="button" className="chosen-picture" aria-label={words.pictureOff} title={words.pictureOff} onClick={onOff}>
      <img src={address} alt={words.pictureShown} />
      <Icon name="close" />
    </button>
  )
}
