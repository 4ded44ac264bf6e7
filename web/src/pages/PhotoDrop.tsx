import { useEffect, useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { useWords } from '../words'

/** Where files that are dragged over the page may be let go: anywhere on it. */
export function PhotoDrop({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { words } = useWords()
  const [over, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    // Every element under the pointer tells that it is entered and left.
    let depth = 0
    const holds = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const enter = (event: DragEvent) => {
      if (holds(event)) setOver(++depth > 0)
    }
    const leave = (event: DragEvent) => {
      if (holds(event)) setOver(--depth > 0)
    }
    const allow = (event: DragEvent) => {
      if (holds(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!holds(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      void filesOf(event.dataTransfer).then((files) => latest.current(files))
    }
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length > 0) latest.current(files)
    }
    const heard = { dragenter: enter, dragleave: leave, dragover: allow, drop, paste }
    for (const [name, each] of Object.entries(heard)) document.addEventListener(name, each as EventListener)
    return () => {
      for (const [name, each] of Object.entries(heard)) document.removeEventListener(name, each as EventListener)
    }
  }, [])
  if (!over) return null
  return <div className="photo-drop" aria-hidden="true"><p><Icon name="photo" />{words.dropHere}</p></div>
}

/** What is let go, with what is in folders. */
async function filesOf(data: DataTransfer | null): Promise<File[]> {
  const entries = [...(data?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...(data?.files ?? [])]
  return (await Promise.all(entries.map(filesIn))).flat()
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))]
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: File[] = []
  for (;;) {
    // A hundred at a time, says the standard.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    found.push(...(await Promise.all(some.map(filesIn))).flat())
  }
}
