import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { Icon } from '../components/Icon'
import { useAsking } from '../parts/asking'
import { Problem } from '../parts/Page'
import type { Shelf } from '../photos/shelf'
import type { Photos } from '../photos/usePhotos'
import { fill, useWords } from '../words'
import { PhotoDelete } from './PhotoDelete'
import { PhotoGroup } from './PhotoGroup'

/** Groups that are drawn at once: each has a handful of pictures. */
const AT_ONCE = 20

export interface Choosing {
  shelf: Shelf
  photos: Photos
  onOpen: (id: string) => void
  onIds: (ids: readonly string[]) => void
}

export interface Group {
  ids: readonly string[]
  best: string
  /** Why, for each of them. */
  notes: ReadonlyMap<string, readonly string[]>
}

interface Props extends Choosing { groups: readonly Group[]; hint: string; empty: ReactNode; onDone: () => void }

/** Groups of photos, of each of which the best is kept unless one says otherwise. */
export function PhotoChoices({ shelf, photos, groups, hint, empty, onOpen, onIds, onDone }: Props) {
  const { words } = useWords()
  const asking = useAsking()
  const [most, setMost] = useState(AT_ONCE)
  const [chosen, setChosen] = useState<ReadonlyMap<string, ReadonlySet<string>>>(new Map())
  const [leaving, setLeaving] = useState<readonly string[] | null>(null)
  const shown = useMemo(
    () => groups.map((each) => ({ ...each, ids: each.ids.filter((id) => shelf.at.has(id)) })).filter(({ ids }) => ids.length > 1),
    [groups, shelf],
  )
  useEffect(() => onIds(shown.flatMap(({ ids }) => ids)), [shown, onIds])
  if (shown.length === 0) return empty
  return (
    <>
      <p className="hint">{hint}</p>
      <Problem error={asking.error} />
      {shown.slice(0, most).map((group) => {
        const key = group.ids.join()
        const kept = chosen.get(key) ?? new Set([group.best])
        const gone = group.ids.filter((id) => !kept.has(id))
        return (
          <section key={key} className="card padded photo-choice">
            <PhotoGroup
              shelf={shelf} ids={group.ids} versions={photos.versions} kept={kept} onOpen={onOpen}
              onKeep={(id) => setChosen(new Map(chosen).set(key, toggled(kept, id)))}
              note={(id) => (
                <>
                  {id === group.best && <span className="chip best"><Icon name="sparkle" />{words.best}</span>}
                  {(group.notes.get(id) ?? []).map((note) => <span key={note} className="row-note">{note}</span>)}
                </>
              )}
            />
            <button
              type="button" className="button plain" disabled={asking.busy || gone.length === 0 || gone.length === group.ids.length}
              onClick={() => setLeaving(gone)}
            >
              {gone.length === 1 ? words.deleteOther : fill(words.deleteOthers, { count: String(gone.length) })}
            </button>
          </section>
        )
      })}
      {shown.length > most && (
        <p className="centred"><button type="button" className="button plain" onClick={() => setMost(most + AT_ONCE)}>{words.showMore}</button></p>
      )}
      {leaving !== null && (
        <PhotoDelete
          count={leaving.length} onClose={() => setLeaving(null)}
          onDelete={async () => {
            setLeaving(null)
            if (await asking.run(() => photos.remove(leaving))) onDone()
          }}
        />
      )}
    </>
  )
}

function toggled(kept: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(kept)
  if (!next.delete(id)) next.add(id)
  return next
}
