import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { serverFor } from '../home/deviceLook'
import { Copy } from '../parts/Copy'
import { useWords, type Words } from '../words'

const KINDS = ['board', 'computer', 'ha', 'mi'] as const
type Kind = (typeof KINDS)[number]
const NAMES: Record<Kind, keyof Words> = { board: 'guideBoard', computer: 'guideComputer', ha: 'guideHa', mi: 'guideMi' }

/** What to do with each kind of device until it shows its digits, or appears by itself. */
export function PairGuide() {
  const { words } = useWords()
  const [kind, setKind] = useState<Kind>('board')
  const id = useId()
  const tabs = useRef<Partial<Record<Kind, HTMLButtonElement | null>>>({})
  const server = serverFor(location, words.machineAddress)
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const next = KINDS[(KINDS.indexOf(kind) + by + KINDS.length) % KINDS.length] ?? 'board'
    setKind(next)
    tabs.current[next]?.focus()
  }
  return (
    <section className="guide" aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`}>{words.pairWhere}</h4>
      <div className="tabs" role="tablist" aria-labelledby={`${id}-title`} onKeyDown={move}>
        {KINDS.map((each) => (
          <button
            key={each} type="button" role="tab" id={`${id}-${each}`} className="tab" aria-selected={each === kind}
            aria-controls={`${id}-panel`} tabIndex={each === kind ? 0 : -1} onClick={() => setKind(each)}
            ref={(button) => {
              tabs.current[each] = button
            }}
          >
            {words[NAMES[each]]}
          </button>
        ))}
      </div>
      <ol className="steps" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${kind}`}>
        {stepsOf(kind, words, server).map((step, number) => <li key={number}>{step}</li>)}
      </ol>
      {kind === 'board' && <p className="hint">{words.guideField}</p>}
      {kind === 'computer' && server.plain && <p className="hint">{words.guidePlain}</p>}
      {server.local && kind !== 'ha' && <p className="hint">{words.guideLocal}</p>}
    </section>
  )
}

function stepsOf(kind: Kind, words: Words, server: ReturnType<typeof serverFor>): ReactNode[] {
  switch (kind) {
    case 'board':
      return [words.guideBoard1, <With key="2" text={words.guideBoard2} copy={server.ota} label={words.guideAddress} />, words.guideBoard3]
    case 'computer':
      return [
        <With key="1" text={words.guideComputer1} copy="make install" label={words.guideCommand} />,
        <With key="2" text={words.guideComputer2} copy={`.venv/bin/parley speaker --server ${server.origin}${server.plain ? ' --plain' : ''}`} label={words.guideCommand} />,
        words.guideComputer3,
      ]
    case 'ha':
      return [
        <With key="1" text={words.guideHa1} copy={'[wyoming]\nenabled = true\nhost = "0.0.0.0"\nallow = ["192.168.1.10"]'} label={words.guideSettings} />,
        words.guideHa2,
        words.guideHa3,
      ]
    case 'mi':
      return [
        words.guideMi1,
        <With key="2" text={words.guideMi2} copy={'[xiaoai]\nenabled = true\nallow = ["192.168.1.20"]'} label={words.guideSettings} />,
        <With key="3" text={words.guideMi3} copy={`ws://${server.host}:4399`} label={words.guideAddress} />,
      ]
  }
}

function With({ text, copy, label }: { text: string; copy: string; label: string }) {
  return (
    <>
      {text}
      <Copy text={copy} label={label} />
    </>
  )
}
