import type { ReactNode } from 'react'
import { type Mail, wallClock } from './calendar-data.ts'
import { shortDay } from './event-words.ts'

const KINDS: Record<string, string> = {
  invitation: 'is invited to',
  update: 'is told of a change of',
  cancellation: 'is told it is off:',
  response: 'is told of an answer to',
}

/** Who would have got a mail from Google, the newest first. */
export function MailList({ mails, zone }: { mails: readonly Mail[]; zone: string | undefined }): ReactNode {
  return (
    <section className="sheet mails" aria-label="Mails" data-testid="mails">
      <h2>Mails that Google would send</h2>
      {mails.length === 0 && <p className="nothing">Nobody was told anything.</p>}
      <ul>
        {mails.map((mail, at) => (
          <li key={at}>
            <span>
              <strong>{mail.to}</strong> {KINDS[mail.kind] ?? mail.kind} <q dir="auto">{mail.summary}</q>
            </span>
            <small>{timeOf(mail.at, zone)}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function timeOf(at: string, zone: string | undefined): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return ''
  const wall = wallClock(date, zone)
  return `${shortDay(wall)}, ${wall.slice(11)}`
}
