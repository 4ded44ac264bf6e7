import { AccountPage } from '../pages/AccountPage'
import { ActivityPage } from '../pages/ActivityPage'
import { CalendarPage } from '../pages/CalendarPage'
import { DataPage } from '../pages/DataPage'
import { DevicePage } from '../pages/DevicePage'
import { DevicesPage } from '../pages/DevicesPage'
import { HistoryPage } from '../pages/HistoryPage'
import { HomePage } from '../pages/HomePage'
import { KeysPage } from '../pages/KeysPage'
import { KnowledgePage } from '../pages/KnowledgePage'
import { ListPage } from '../pages/ListPage'
import { ListsPage } from '../pages/ListsPage'
import { NotePage } from '../pages/NotePage'
import { NotesPage } from '../pages/NotesPage'
import { PeoplePage } from '../pages/PeoplePage'
import { PhotosPage } from '../pages/PhotosPage'
import { RemindersPage } from '../pages/RemindersPage'
import { SearchPage } from '../pages/SearchPage'
import { SecurityPage } from '../pages/SecurityPage'
import { SetUpPage } from '../pages/SetUpPage'
import { TypingPage } from '../pages/TypingPage'
import { Loading } from '../parts/Page'
import type { Me } from './api'
import type { Entrance } from './entry'
import type { Route } from './route'

const RECORDS: readonly Route['page'][] = ['calendar', 'lists', 'reminders', 'notes', 'history']

interface Props {
  route: Route
  me: Me
  entrance: Entrance
  /** Whether this browser's records are open. */
  ready: boolean
}

/** The page that an address means, for who may see it. */
export function PageOf({ route, me, entrance, ready }: Props) {
  const { page, id, query } = route
  if (page === 'home') return <HomePage />
  if (me.role === 'guest') return <AccountPage me={me} entrance={entrance} />
  if (RECORDS.includes(page) && !ready) return <main className="page"><Loading /></main>
  switch (page) {
    case 'lists': return id === '' ? <ListsPage /> : <ListPage key={id} id={id} />
    case 'calendar': return <CalendarPage />
    case 'reminders': return <RemindersPage />
    case 'notes': return id === '' ? <NotesPage /> : <NotePage key={id} id={id} />
    case 'photos': return <PhotosPage route={route} />
    case 'history': return <HistoryPage />
    case 'search': return <SearchPage route={route} me={me} ready={ready} />
    case 'knowledge': return <KnowledgePage route={route} ready={ready} />
    case 'devices': return id === '' ? <DevicesPage me={me} code={null} /> : <DevicePage key={id} id={id} me={me} ready={ready} />
    case 'pair': return <DevicesPage me={me} code={query.get('code') ?? ''} />
    case 'people': return <PeoplePage me={me} />
    case 'security': return <SecurityPage me={me} onMe={entrance.enter} />
    case 'keys': return <KeysPage me={me} />
    case 'data': return <DataPage me={me} entrance={entrance} />
    case 'activity': return <ActivityPage me={me} />
    case 'typing': return <TypingPage route={route} />
    case 'welcome': return <SetUpPage me={me} onMe={entrance.enter} />
    default: return <AccountPage me={me} entrance={entrance} />
  }
}
