import { Icon } from '../components/Icon'
import { type Home, nameOf, type Room, type Thing, useLiveHome } from '../home/things'
import { Empty, Loading, Page, Problem } from '../parts/Page'
import { useToast } from '../parts/Toasts'
import { fill, type Ui, useWords } from '../words'
import { type Do, ThingCard } from './ThingCard'

/** The rooms of the home and what is in them, live. */
export function HomePage() {
  const { words } = useWords()
  const { home, away, error, order } = useLiveHome()
  return (
    <Page title={words.homeTitle}>
      <div role="status">{away && home !== null && <p className="banner">{words.homeAway}</p>}</div>
      <Problem error={error} />
      {home === null ? <Loading /> : <Rooms home={home} order={order} />}
    </Page>
  )
}

function Rooms({ home, order }: { home: Home; order: Do }) {
  const { ui, words } = useWords()
  if (home.things.length === 0) return <Empty icon="home" title={words.homeEmpty}>{words.homeEmptyHint}</Empty>
  const known = new Set(home.rooms.map(({ id }) => id))
  const elsewhere = home.things.filter(({ room }) => !known.has(room))
  const rooms: [Room, Thing[]][] = home.rooms.map((room) => [room, home.things.filter((each) => each.room === room.id)])
  if (elsewhere.length > 0) rooms.push([{ id: '', names: { [ui]: words.homeElsewhere }, floor: '' }, elsewhere])
  return (
    <>
      {!home.may_use && <p className="home-hint">{words.homeGuest}</p>}
      {home.may_use && home.scenes.length > 0 && <Scenes home={home} order={order} />}
      {rooms.filter(([, things]) => things.length > 0).map(([room, things]) => (
        <RoomOf key={room.id} room={room} things={things} order={home.may_use ? order : null} />
      ))}
    </>
  )
}

function Scenes({ home, order }: { home: Home; order: Do }) {
  const { ui, words } = useWords()
  const toast = useToast()
  const set = async (id: string, name: string) => {
    if (await order(id, { scene: true })) toast(fill(words.homeSceneSet, { name }))
  }
  return (
    <section aria-label={words.homeScenes}>
      <ul className="scenes">
        {home.scenes.map((each) => (
          <li key={each.id}>
            <button type="button" className="scene" onClick={() => void set(each.id, nameOf(each, ui))}>
              <Icon name="sparkle" />{nameOf(each, ui)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function RoomOf({ room, things, order }: { room: Room; things: Thing[]; order: Do | null }) {
  const { ui } = useWords()
  const name = nameOf(room, ui)
  const title = name.slice(0, 1).toUpperCase() + name.slice(1)
  const shown = things.filter(({ kind }) => kind !== 'sensor')
  return (
    <section className="room" aria-labelledby={`room-${room.id}`}>
      <header className="room-head">
        <h3 id={`room-${room.id}`}>{title}</h3>
        <p className="room-note">{measured(things, ui)}</p>
      </header>
      <ul className="things">
        {shown.map((each) => <ThingCard key={each.id} thing={each} order={order} />)}
      </ul>
    </section>
  )
}

/** What a room's sensors tell: 22.5 °C · 46%. */
function measured(things: Thing[], ui: Ui): string {
  const number = new Intl.NumberFormat(ui, { maximumFractionDigits: 1 })
  const sensors = things.filter(({ kind }) => kind === 'sensor')
  const first = (what: string) => [...sensors, ...things].map(({ state }) => state.readings[what]).find((value) => value !== undefined)
  const temperature = first('temperature')
  const humidity = sensors.length > 0 ? first('humidity') : undefined
  return [
    temperature === undefined ? '' : `${number.format(temperature)} °C`,
    humidity === undefined ? '' : `${number.format(humidity)}%`,
  ].filter((each) => each !== '').join(' · ')
}
