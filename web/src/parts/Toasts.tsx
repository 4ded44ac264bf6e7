import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useWords } from '../words'

interface Toast {
  id: number
  text: string
  undo: (() => void) | null
}

type Tell = (text: string, undo?: () => void) => void

const ToastContext = createContext<Tell>(() => undefined)
const LASTS_MS = 8_000

/** Says something in passing, with a way to take it back. */
export function useToast(): Tell {
  return useContext(ToastContext)
}

export function Toasts({ children }: { children: ReactNode }) {
  const { words } = useWords()
  const [toast, setToast] = useState<Toast | null>(null)
  const count = useRef(0)
  const tell = useCallback<Tell>((text, undo) => setToast({ id: ++count.current, text, undo: undo ?? null }), [])
  useEffect(() => {
    if (toast === null) return undefined
    const gone = window.setTimeout(() => setToast(null), LASTS_MS)
    return () => window.clearTimeout(gone)
  }, [toast])
  return (
    <ToastContext value={tell}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toast !== null && (
          <p key={toast.id} className="toast">
            <span>{toast.text}</span>
            {toast.undo !== null && (
              <button
                type="button"
                onClick={() => {
                  toast.undo?.()
                  setToast(null)
                }}
              >
                {words.undo}
              </button>
            )}
          </p>
        )}
      </div>
    </ToastContext>
  )
}
