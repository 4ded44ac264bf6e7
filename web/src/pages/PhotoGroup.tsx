import type { ReactNode } from 'react'
import { Icon } from '../components/Icon'
import { timeName } from '../photos/naming'
import { tileOf, type Version } from '../photos/server'
import type { Shelf } from '../photos/shelf'
import { fill, useWords } from '../words'

interface Props {
  shelf: Shelf
  ids: readonly string[]
  versions: ReadonlyMap<string, Version>
  kept: ReadonlySet<string>
  onKeep: (id: string) => void
  onOpen: (id: string) => void
  note: (id: string) => ReactNode
}

/** A few photos beside each other, of which some are to be kept. */
export function PhotoGroup({ shelf, ids, versions, kept, onKeep, onOpen, note }: Props) {
  const { ui, words } = useWords()
  return (
    <ul className="photo-group">
      {ids.map((id) => {
        const at = shelf.at.get(id) ?? 0
        const name = fill(words.photoOf, { when: timeName(shelf.taken[at] ?? 0, shelf.offsets[at] ?? 0, ui) })
        return (
          <li key={id} data-kept={kept.has(id) ? '' : undefined}>
            <button type="button" className="photo-open" data-state="there" aria-label={name} onClick={() => onOpen(id)}>
              <img src={tileOf(id, versions.get(id) ?? 0)} alt="" loading="lazy" decoding="async" />
            </button>
            <button type="button" className="toggle" aria-pressed={kept.has(id)} aria-label={fill(words.keepNamed, { name })} onClick={() => onKeep(id)}>
              {kept.has(id) && <Icon name="check" />}{words.keepThis}
            </button>
            {note(id)}
          </li>
        )
      })}
    </ul>
  )
}
