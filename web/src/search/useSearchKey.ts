import { useEffect } from 'react'
import { go } from '../home/route'

/** `/` and Ctrl+K (⌘K) lead to the search, as in most places where there is one. */
export function useSearchKey(able: boolean): void {
  useEffect(() => {
    if (!able) return undefined
    const follow = (event: KeyboardEvent) => {
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyped(event.target)
      const letter = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
      if ((!slash && !letter) || event.isComposing || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      const box = document.querySelector<HTMLInputElement>('.search-page [role=combobox]')
      if (box === null) go('search')
      else box.select()
    }
    window.addEventListener('keydown', follow)
    return () => window.removeEventListener('keydown', follow)
  }, [able])
}

function isTyped(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}
