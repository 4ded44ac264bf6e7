import { useLoaded } from '../parts/asking'
import { Empty, Shown } from '../parts/Page'
import { loadDuplicates } from '../photos/server'
import { useWords } from '../words'
import { type Choosing, PhotoChoices } from './PhotoChoices'

/** Photos that look alike, to keep one of. */
export function PhotoDuplicates(props: Choosing) {
  const { words } = useWords()
  const groups = useLoaded(loadDuplicates)
  return (
    <Shown of={groups}>
      {(all) => (
        <PhotoChoices
          {...props} groups={all.map((ids) => ({ ids, best: ids[0] ?? '', notes: new Map() }))} hint={words.duplicatesHint} onDone={groups.again}
          empty={<Empty icon="photo" title={words.noDuplicates}>{words.noDuplicatesHint}</Empty>}
        />
      )}
    </Shown>
  )
}
