import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from '../components/Icon'
import { useWords } from '../words'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
}

/** Something to fill in or decide, over the page: from below on a phone, in the middle where there is room. */
export function Sheet({ title, onClose, children }: Props) {
  const { words } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const outside = useRef(false)
  useEffect(() => {
    const shown = dialog.current
    if (shown?.open === false) shown.showModal()
    // Rather than the first thing there is, which closes it.
    const first = shown?.querySelector<HTMLElement>('[data-focus]') ?? shown?.querySelector('h3')
    first?.focus()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog} className="sheet" aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      // What was pressed inside may have moved away before it was let go.
      onPointerDown={(event) => {
        outside.current = event.target === dialog.current
      }}
      onClick={(event) => outside.current && event.target === dialog.current && onClose()}
      // Keys are the sheet's own while it is open: Space and Escape do not reach the talk.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="sheet-inside">
        <header className="sheet-head">
          <h3 id={heading} tabIndex={-1}>{title}</h3>
          <button type="button" className="quiet-button icon-only" aria-label={words.dismiss} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
