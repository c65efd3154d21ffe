import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { LONGEST_NAME } from './desk.ts'
import { Dialog } from './dialog.tsx'
import { type DraftMedia, draftMedia } from './media.ts'
import { writeVcard } from './vcard.ts'

const SAMPLE = { name: 'Lucía Ortega', number: '+34 600 100 200', email: 'lucia@example.com' }

/** Sends a contact card, as a phone does from its address book. */
export function ContactDialog({
  onSend,
  onClose,
}: {
  onSend: (card: DraftMedia) => void
  onClose: () => void
}): ReactNode {
  const [name, setName] = useState(SAMPLE.name)
  const [number, setNumber] = useState(SAMPLE.number)
  const [email, setEmail] = useState(SAMPLE.email)
  const numberFits = /^[+\d\s().-]*$/.test(number)
  const valid = name.trim() !== '' && numberFits && (number.trim() !== '' || email.trim() !== '')

  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!valid) return
    const card = new Blob([writeVcard({ name, number, email })], { type: 'text/vcard' })
    onSend(draftMedia(card, `${name.trim().replace(/[\\/:*?"<>|]/g, '_')}.vcf`))
    onClose()
  }

  return (
    <Dialog title="Send a contact" onClose={onClose}>
      <form onSubmit={send}>
        <label>
          Name
          <input
            name="contact"
            value={name}
            maxLength={LONGEST_NAME}
            aria-invalid={name.trim() === ''}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          Number
          <input
            name="number"
            type="tel"
            value={number}
            aria-invalid={!numberFits}
            onChange={(event) => setNumber(event.target.value)}
          />
        </label>
        <label>
          E-mail
          <input name="email" type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
        </label>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary" data-testid="send-contact" disabled={!valid}>
            Send
          </button>
        </div>
      </form>
    </Dialog>
  )
}
