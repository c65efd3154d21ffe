import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { isNumber, LONGEST_NAME, type Owner, SUGGESTIONS } from './desk.ts'
import { Dialog } from './dialog.tsx'

export interface OwnerDialogProps {
  owner: Owner
  onSave: (owner: Owner) => void
  onClose: () => void
}

/** Whose phone it is. */
export function OwnerDialog({ owner, onSave, onClose }: OwnerDialogProps): ReactNode {
  const [name, setName] = useState(owner.name)
  const [number, setNumber] = useState(owner.number)
  const compact = number.replace(/[\s().-]/g, '')
  const problem = isNumber(compact) ? '' : 'A number with its country, like +15550100001'

  const save = (event: SyntheticEvent) => {
    event.preventDefault()
    if (problem) return
    onSave({ ...owner, name: name.trim() || compact, number: compact })
    onClose()
  }

  return (
    <Dialog title="Whose phone is it?" onClose={onClose}>
      <form onSubmit={save}>
        <div className="suggestions">
          {SUGGESTIONS.map((one) => (
            <button
              key={one.number}
              type="button"
              onClick={() => {
                setName(one.name)
                setNumber(one.number)
              }}
            >
              {one.name}
            </button>
          ))}
        </div>
        <label>
          Name
          <input
            name="name"
            value={name}
            maxLength={LONGEST_NAME}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          Number
          <input
            name="number"
            type="tel"
            value={number}
            aria-invalid={problem !== ''}
            onChange={(event) => setNumber(event.target.value)}
          />
        </label>
        <p className="problem" role="status">
          {problem}
        </p>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={problem !== ''}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  )
}
