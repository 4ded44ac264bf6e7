import type { Status } from '../home/entry'
import { useStored } from '../talk/stored'
import { useKeyboard } from '../talk/useKeyboard'
import { usePress } from '../talk/usePress'
import type { Talk } from '../talk/useTalk'
import { Banner } from './Banner'
import { Composer } from './Composer'
import { Controls, type Spoken } from './Controls'
import { NowPlaying } from './NowPlaying'
import { Ring } from './Ring'
import { TalkButton } from './TalkButton'
import { Timers } from './Timers'
import { Transcript } from './Transcript'
import { VolumeView } from './VolumeView'
import { Welcome } from './Welcome'

interface Props {
  talk: Talk
  status: Status | null
  dark: boolean
  spoken: Spoken
  /** Whether pictures can be shown here. */
  sees: boolean
  onSpoken: (spoken: Spoken) => void
}

/** The whole talk: the orb on one side, what was said on the other. */
export function TalkPage({ talk, status, dark, spoken, sees, onSpoken }: Props) {
  const [wakeWord, setWakeWord] = useStored('wake', 'off', ['off', 'on'])
  const press = usePress(talk)
  useKeyboard(press, talk.interrupt)

  const { state, phase, mode } = talk
  const handsFree = mode === 'open' || mode === 'wake'
  const canWake = (status?.wake_words.length ?? 0) > 0
  const wake = wakeWord === 'on' && canWake
  const answering = phase === 'speaking' || phase === 'thinking'
  return (
    <main className="talk" id="main" tabIndex={-1} data-phase={phase} data-link={state.link}>
      <section className="words">
        <Banner link={state.link} trouble={talk.trouble} error={state.error} onDismiss={talk.dismiss} />
        {state.ringing.length > 0 && <Ring ringing={state.ringing} onStop={talk.stopRinging} />}
        <Timers timers={state.timers} />
        {state.music && <NowPlaying music={state.music} onPause={talk.interrupt} onSay={talk.read} />}
        {state.turns.length === 0
          ? <Welcome onAsk={talk.read} />
          : <Transcript turns={state.turns} played={talk.played} />}
      </section>
      <section className="stage">
        <VolumeView volume={talk.volume} onUnmute={talk.unmute} />
        <TalkButton
          phase={phase} dark={dark} mode={mode} tapped={press.tapped}
          woken={state.woken !== 0 && state.woken === state.listening} levels={talk.levels}
          music={state.music?.playing === true && state.turns.at(-1)?.music === true}
          onPress={press.down} onRelease={press.up}
        />
        <Controls
          handsFree={handsFree} wake={wake} canWake={canWake} answering={answering}
          spoken={spoken} onSpoken={onSpoken} onStop={talk.interrupt}
          onHandsFree={() => (handsFree ? talk.deaf() : talk.listen(wake ? 'wake' : 'open'))}
          onWake={() => {
            setWakeWord(wake ? 'off' : 'on')
            if (handsFree) talk.listen(wake ? 'open' : 'wake')
          }}
        />
      </section>
      <Composer disabled={state.link !== 'open'} sees={sees} onSend={talk.read} />
    </main>
  )
}
