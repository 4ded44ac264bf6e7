import type { Me } from '../home/api'
import { Copy } from '../parts/Copy'
import { Page } from '../parts/Page'
import { useWords, type Words } from '../words'
import { KeyList } from './KeyList'

const DESCRIPTIONS = ['openai', 'azure-speech', 'azure-translator', 'azure-language', 'azure-vision', 'bing'] as const

/** For those who write programs: where Parley's APIs are, keys, and what was used with each. */
export function KeysPage({ me }: { me: Me }) {
  const { words } = useWords()
  const { origin } = location
  const addresses: [keyof Words, string][] = [
    ['apiOpenai', `${origin}/v1`], ['apiAzure', origin], ['apiMcp', `${origin}/mcp`],
  ]
  return (
    <Page title={words.keysTitle} back="account">
      <section>
        <h3 className="day">{words.apiAddresses}</h3>
        <div className="card padded addresses">
          <p className="row-note">{words.apiText}</p>
          <dl>
            {addresses.map(([word, address]) => (
              <div key={word}>
                <dt>{words[word]}</dt>
                <dd><Copy text={address} label={words[word]} /></dd>
              </div>
            ))}
          </dl>
          <p className="row-note">
            {words.apiGuide}{' '}
            {DESCRIPTIONS.map((name) => <a key={name} href={`/openapi/${name}.json`} target="_blank" rel="noreferrer">{name}</a>)}
          </p>
        </div>
      </section>
      <KeyList me={me} />
    </Page>
  )
}
