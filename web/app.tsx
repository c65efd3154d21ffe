import { type ReactNode, useEffect, useState } from 'react'
import { clockWords, useClockShift } from './clock.ts'
import { ClockDialog } from './clock-dialog.tsx'
import { decodeDesk, loadDesk, MOST_PHONES, nextOwner, type Owner, saveDesk } from './desk.ts'
import { Icon } from './icons.tsx'
import { Phone } from './phone.tsx'
import { PhoneTabs, showPhone } from './phone-tabs.tsx'
import { type PageConfig, readConfig } from './phone-message.ts'

const CONFIG_RETRY_MS = 1_000

/** The desk with one to four phones on it. */
export function App(): ReactNode {
  const [owners, setOwners] = useState(loadDesk)
  const config = usePageConfig()
  const [setting, setSetting] = useState(false)
  const shiftMs = useClockShift()
  useEffect(() => saveDesk(owners), [owners])
  useEffect(() => {
    const follow = () => {
      const linked = decodeDesk(location.hash.slice(1))
      if (linked.length > 0) setOwners(linked)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])

  const add = () => {
    const owner = nextOwner(owners)
    setOwners([...owners, owner])
    requestAnimationFrame(() => showPhone(owner.id))
  }
  const edit = (changed: Owner) =>
    setOwners((now) => now.map((owner) => (owner.id === changed.id ? changed : owner)))
  const close = (id: string) => setOwners((now) => now.filter((owner) => owner.id !== id))

  return (
    <>
      <header className="desk-bar">
        <h1>
          {config.assistantName} <span>sandbox phones</span>
        </h1>
        {owners.length > 1 && <PhoneTabs owners={owners} />}
        <nav className="desk-links">
          <a className="chip" href="./calendar" data-testid="calendar-link">
            Calendar
          </a>
          <button type="button" className="chip" data-testid="clock" onClick={() => setSetting(true)}>
            {clockWords(shiftMs)}
          </button>
        </nav>
        {owners.length < MOST_PHONES && (
          <button type="button" className="add-phone" data-testid="add-phone" onClick={add}>
            <Icon name="plus" size={18} /> <span>Add a phone</span>
          </button>
        )}
      </header>
      <main className={owners.length > 1 ? 'desk several' : 'desk'}>
        {owners.map((owner) => (
          <Phone
            key={owner.id}
            owner={owner}
            config={config}
            onEdit={edit}
            onClose={owners.length > 1 ? () => close(owner.id) : undefined}
            onAdd={owners.length < MOST_PHONES ? add : undefined}
            onClock={() => setSetting(true)}
          />
        ))}
      </main>
      {setting && <ClockDialog onClose={() => setSetting(false)} />}
      <footer className="desk-foot">Sandbox phone — no real message is sent</footer>
    </>
  )
}

/** Asks until the sandbox answers: the page may be open while it starts. */
function usePageConfig(): PageConfig {
  const [config, setConfig] = useState<PageConfig>(() => readConfig({}))
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      try {
        const response = await fetch('/api/config', { signal: stop.signal })
        if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
        const answer: unknown = await response.json()
        setConfig(readConfig(answer))
      } catch {
        if (!stop.signal.aborted) timer = setTimeout(() => void ask(), CONFIG_RETRY_MS)
      }
    }
    void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [])
  return config
}
