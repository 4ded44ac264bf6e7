import { useLoaded } from '../parts/asking'
import { Empty, Shown } from '../parts/Page'
import { type Address, hrefTo } from '../photos/address'
import { dateName, nameOf } from '../photos/naming'
import { loadAlbums, tileOf } from '../photos/server'
import type { Shelf } from '../photos/shelf'
import type { Album, Albums } from '../photos/types'
import { fill, useWords } from '../words'
import { PhotoPeople } from './PhotoPeople'

interface Card { key: string; name: string; count: number; cover: string | undefined; to: Address }

/** Albums that make themselves: favourites, places, things and days. */
export function PhotoAlbums({ shelf }: { shelf: Shelf }) {
  const { words } = useWords()
  const albums = useLoaded(loadAlbums)
  return (
    <>
      <PhotoPeople />
      <Shown of={albums}>{(all) => <All albums={all} shelf={shelf} empty={words.noAlbums} />}</Shown>
    </>
  )
}

function All({ albums, shelf, empty }: { albums: Albums; shelf: Shelf; empty: string }) {
  const { ui, words } = useWords()
  const [first] = shelf.favourites
  const named = (all: Album[]): Card[] => all.map(({ name, count, cover }) => {
    const shown = nameOf(name, ui)
    return { key: shown, name: shown, count, cover, to: { place: '', q: shown } }
  })
  const favourites: Card[] = first === undefined
    ? []
    : [{ key: 'favourites', name: words.favourites, count: shelf.favourites.size, cover: shelf.ids[first], to: { place: '', only: 'favourites' } }]
  const days = albums.days.map(({ day, count, cover }): Card => ({ key: day, name: dateName(day, ui), count, cover, to: { place: '', day } }))
  const groups: [string, Card[]][] = [
    [words.albumsOwn, [...favourites, ...named(albums.own)]], [words.albumsPlaces, named(albums.places)],
    [words.albumsThings, named(albums.things)], [words.albumsDays, days],
  ]
  const shown = groups.filter(([, cards]) => cards.length > 0)
  if (shown.length === 0) return <Empty icon="photo" title={empty}>{words.noAlbumsHint}</Empty>
  return (
    <>
      {shown.map(([title, cards]) => (
        <section key={title}>
          <h3 className="day">{title}</h3>
          <ul className="album-cards">
            {cards.map((card) => (
              <li key={card.key}>
                <a className="album-card" href={hrefTo(card.to)}>
                  <span className="album-cover">{card.cover !== undefined && <img src={tileOf(card.cover)} alt="" loading="lazy" />}</span>
                  <span className="row-name">{card.name}</span>
                  <span className="row-note">{card.count === 1 ? words.onePhoto : fill(words.somePhotos, { count: String(card.count) })}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
