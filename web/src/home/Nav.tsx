import { Icon, type IconName } from '../components/Icon'
import { useWords, type Words } from '../words'
import type { Me } from './api'
import { hrefOf, type PageName } from './route'

interface Place {
  page: PageName
  icon: IconName
  word: keyof Words
  /** Whether a phone shows it in its bar; the rest is under one's own name. */
  phone: boolean
  /** Pages that lie behind it. */
  behind?: PageName[]
}

const TALK: Place = { page: 'talk', icon: 'talk', word: 'navTalk', phone: true }
const HOME: Place = { page: 'home', icon: 'home', word: 'navHome', phone: true }
const SEARCH: Place = { page: 'search', icon: 'search', word: 'navSearch', phone: false, behind: ['knowledge'] }
const ME: Place = {
  page: 'account', icon: 'person', word: 'navAccount', phone: true,
  behind: ['people', 'security', 'keys', 'data', 'activity', 'welcome', 'typing'],
}
const RECORDS: Place[] = [
  { page: 'calendar', icon: 'calendar', word: 'navCalendar', phone: true },
  { page: 'lists', icon: 'list', word: 'navLists', phone: true },
  { page: 'reminders', icon: 'alarm', word: 'navReminders', phone: true },
  { page: 'photos', icon: 'photo', word: 'navPhotos', phone: true },
  { page: 'notes', icon: 'note', word: 'navNotes', phone: false },
  { page: 'history', icon: 'history', word: 'navHistory', phone: false },
  { page: 'devices', icon: 'device', word: 'navDevices', phone: false, behind: ['pair'] },
]

/** Where one can go: along the side, or along the bottom of a phone. */
export function Nav({ page, me }: { page: PageName; me: Me }) {
  const { words } = useWords()
  const places = me.role === 'guest' ? [TALK, HOME, ME] : [TALK, SEARCH, HOME, ...RECORDS, ME]
  return (
    <nav className="nav" aria-label={words.navigation}>
      <ul>
        {places.map((place) => {
          const here = page === place.page || (place.behind ?? []).includes(page)
          const onPhone = here || (place === ME && !places.some((each) => each.phone && each.page === page))
          return (
            <li key={place.page} className={place.phone ? undefined : 'wide-only'}>
              <a
                href={hrefOf(place.page)} aria-current={here ? 'page' : undefined}
                data-near={onPhone ? '' : undefined}
              >
                <span className="nav-icon"><Icon name={place.icon} /></span>
                <span className="nav-word">{words[place.word]}</span>
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
