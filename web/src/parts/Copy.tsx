import { useState } from 'react'
import { useWords } from '../words'

/** A text to take elsewhere, with a button that copies it. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { words } = useWords()
  const [copied, setCopied] = useState(false)
  // Only where the address is safe may a page write to the clipboard; elsewhere people select it.
  const canCopy = 'clipboard' in navigator
  return (
    <div className="copy">
      <code translate="no" aria-label={label} tabIndex={0}>{text}</code>
      {canCopy && (
        <button
          type="button" className="button plain"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {copied ? words.copied : words.copy}
        </button>
      )}
    </div>
  )
}
