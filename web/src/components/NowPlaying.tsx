import '../styles/music.css'
import type { Music } from '../talk/state'
import { useWords } from '../words'

const PATHS = {
  note: 'M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  play: 'M8 5.5v13l10.5-6.5z',
  next: 'M6 5.5v13l9-6.5zM18 5.5v13',
}

interface Props {
  music: Music
  onPause: () => void
  /** Say something as the person would. */
  onSay: (words: string) => void
}

/** What plays, and the two things that are done to it most. */
export function NowPlaying({ music, onPause, onSay }: Props) {
  const { words } = useWords()
  const { title, artist, station, playing } = music
  const first = title || station
  const second = title === '' ? '' : artist || station
  return (
    <section className="music" aria-label={words.music} data-playing={playing}>
      <Sign name="note" />
      <p>
        <span className="music-title">{first}</span>
        {second !== '' && <span className="music-by">{second}</span>}
      </p>
      <button
        type="button" aria-label={playing ? words.pauseMusic : words.playMusic}
        onClick={() => (playing ? onPause() : onSay(words.sayResume))}
      >
        <Sign name={playing ? 'pause' : 'play'} />
      </button>
      {station === '' && (
        <button type="button" aria-label={words.nextSong} onClick={() => onSay(words.sayNext)}>
          <Sign name="next" />
        </button>
      )}
    </section>
  )
}

function Sign({ name }: { name: keyof typeof PATHS }) {
  return <svg viewBox="0 0 24 24" aria-hidden="true"><path d={PATHS[name]} /></svg>
}
