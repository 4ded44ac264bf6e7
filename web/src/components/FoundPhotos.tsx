import { hrefTo } from '../photos/address'
import { tileOf } from '../photos/server'
import type { Shown } from '../talk/state'
import { fill, useWords } from '../words'

/** Photos that an answer is about: the first of them, and the way to all. */
export function FoundPhotos({ shown: { ids, count, query } }: { shown: Shown }) {
  const { words } = useWords()
  return (
    <ul className="found-photos" aria-label={words.photosFound}>
      {ids.map((id) => (
        <li key={id}>
          <a href={hrefTo({ place: '', q: query, photo: id })} aria-label={words.photo}><img src={tileOf(id)} alt="" loading="lazy" /></a>
        </li>
      ))}
      {count > ids.length && (
        <li><a className="found-all" href={hrefTo({ place: '', q: query })}>{fill(words.allPhotosFound, { count: String(count) })}</a></li>
      )}
    </ul>
  )
}
