import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { Chat } from './chat.tsx'
import { clock, clockWords, useClockShift } from './clock.ts'
import { addressOf, type Owner } from './desk.ts'
import { StatusBarIcons } from './icons.tsx'
import { OwnerDialog } from './owner-dialog.tsx'
import type { PageConfig } from './phone-message.ts'

export interface PhoneProps {
  owner: Owner
  config: PageConfig
  onEdit: (owner: Owner) => void
  /** Missing when it is the last phone. */
  onClose?: () => void
  /** Missing when there is no room for another. */
  onAdd?: () => void
  onClock: () => void
}

/** One phone: its frame, whose it is, and the one chat on it. */
export function Phone({ owner, config, onEdit, onClose, onAdd, onClock }: PhoneProps): ReactNode {
  const [editing, setEditing] = useState(false)
  const screen = useRef<HTMLDivElement>(null)
  const seen = useSeen(screen)
  const sms = owner.channel === 'sms'
  const switchChannel = () => onEdit({ ...owner, channel: sms ? 'whatsapp' : 'sms' })

  const actions = [
    { label: 'Name and number…', run: () => setEditing(true) },
    { label: sms ? 'Switch to WhatsApp' : 'Switch to SMS', run: switchChannel },
    { label: 'Calendar', run: openCalendar },
    { label: clockWords(useClockShift()), run: onClock },
    ...(onAdd ? [{ label: 'Add a phone', run: onAdd }] : []),
    ...(onClose ? [{ label: 'Close this phone', run: onClose }] : []),
  ]

  return (
    <section
      className={`phone ${owner.channel}`}
      id={owner.id}
      data-testid="phone"
      data-channel={owner.channel}
      data-number={owner.number}
      aria-label={`${owner.name}'s phone, ${sms ? 'SMS' : 'WhatsApp'}`}
    >
      <div className="caption">
        <button
          type="button"
          className="whose"
          title="Change name and number"
          onClick={() => setEditing(true)}
        >
          <strong data-testid="owner">{owner.name}</strong> <span>{owner.number}</span>
        </button>
        <button
          type="button"
          className="channel"
          data-testid="channel"
          title={sms ? 'Switch to WhatsApp' : 'Switch to SMS'}
          onClick={switchChannel}
        >
          <span aria-current={!sms}>WhatsApp</span>
          <span aria-current={sms}>SMS</span>
        </button>
      </div>
      <div className="frame">
        <div className="screen" ref={screen}>
          <div className="status-bar">
            <Clock />
            <StatusBarIcons />
          </div>
          <Chat
            key={addressOf(owner)}
            address={addressOf(owner)}
            owner={owner}
            assistant={{
              name: config.assistantName,
              number: sms ? config.smsFrom : config.whatsappFrom,
            }}
            seen={seen}
            actions={actions}
          />
        </div>
      </div>
      {editing && <OwnerDialog owner={owner} onSave={onEdit} onClose={() => setEditing(false)} />}
    </section>
  )
}

/** In a tab of its own: the phones stay where they are. */
function openCalendar() {
  window.open('./calendar', '_blank', 'noopener')
}

function Clock(): ReactNode {
  useClockShift()
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((ticks) => ticks + 1), 10_000)
    return () => clearInterval(timer)
  }, [])
  return <span>{clock.now().toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}</span>
}

/** Whether the person can be looking at it: on screen, in a tab that shows. */
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    let onScreen = false
    const update = () => setSeen(onScreen && !document.hidden)
    const observer = new IntersectionObserver(
      (entries) => {
        onScreen = entries.at(-1)?.isIntersecting ?? false
        update()
      },
      { threshold: 0.4 },
    )
    if (element.current) observer.observe(element.current)
    document.addEventListener('visibilitychange', update)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', update)
    }
  }, [element])
  return seen
}
