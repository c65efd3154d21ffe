import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { addDays } from './calendar-data.ts'
import { Dialog } from './dialog.tsx'
import { postJson, reasonOf } from './post-json.ts'

export interface AddEventDialogProps {
  account: string
  /** Where the form begins: `2026-11-24`. */
  day: string
  onClose: () => void
}

/** Puts an event into the calendar as somebody else, who invites the account; or by the account's own hand. */
export function AddEventDialog({ account, day, onClose }: AddEventDialogProps): ReactNode {
  const [title, setTitle] = useState('')
  const [from, setFrom] = useState('Carla')
  const [email, setEmail] = useState('carla@elsewhere.test')
  const [date, setDate] = useState(day)
  const [start, setStart] = useState('10:00')
  const [end, setEnd] = useState('11:00')
  const [notes, setNotes] = useState('')
  const [problem, setProblem] = useState('')

  const save = async (event: SyntheticEvent) => {
    event.preventDefault()
    const times = start
      ? {
          start: `${date}T${start}`,
          end: end ? `${end <= start ? addDays(date, 1) : date}T${end}` : undefined,
        }
      : { start: date }
    const organizer = email.trim()
      ? { email: email.trim(), displayName: from.trim() || undefined }
      : undefined
    try {
      const made = { summary: title.trim(), ...times, organizer, description: notes || undefined }
      await postJson('/api/calendar/events', { account, event: made })
      onClose()
    } catch (error) {
      setProblem(reasonOf(error))
    }
  }
  const input = (
    label: string,
    type: string,
    value: string,
    set: (value: string) => void,
    required = false,
  ) => (
    <label>
      {label}
      <input type={type} value={value} required={required} onChange={({ target }) => set(target.value)} />
    </label>
  )

  return (
    <Dialog title="Add an event by hand" onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        {input('Title', 'text', title, setTitle, true)}
        {input('Day', 'date', date, setDate, true)}
        <div className="pair">
          {input('From (or all day)', 'time', start, setStart)}
          {input('To', 'time', end, setEnd)}
        </div>
        <div className="pair">
          {input('Made by', 'text', from, setFrom)}
          {input('E-mail (or own)', 'email', email, setEmail)}
        </div>
        {input('Notes', 'text', notes, setNotes)}
        <p className="problem" role="status">
          {problem}
        </p>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary">
            Add
          </button>
        </div>
      </form>
    </Dialog>
  )
}
