import { useLoaded } from '../parts/asking'
import { Empty, Shown } from '../parts/Page'
import { loadBursts } from '../photos/server'
import { reasonsOf } from '../photos/reasons'
import { useWords } from '../words'
import { type Choosing, PhotoChoices } from './PhotoChoices'

/** Photos of one moment: which is the best, and why. */
export function PhotoBursts(props: Choosing) {
  const { ui, words } = useWords()
  const groups = useLoaded(loadBursts)
  return (
    <Shown of={groups}>
      {(all) => (
        <PhotoChoices
          {...props} groups={all.map((each) => ({ ids: each.ids, best: each.best, notes: reasonsOf(each, ui) }))} hint={words.burstsHint}
          onDone={groups.again} empty={<Empty icon="photo" title={words.noBursts}>{words.noBurstsHint}</Empty>}
        />
      )}
    </Shown>
  )
}
