import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { Dialog } from './dialog.tsx'
import type { Place } from './phone-message.ts'

const SAMPLE = { name: 'Plaza Mayor, Madrid', latitude: '40.41540', longitude: '-3.70740' }

/** Sends a place, as the paper clip of a real phone does. */
export function PlaceDialog({
  onSend,
  onClose,
}: {
  onSend: (place: Place) => void
  onClose: () => void
}): ReactNode {
  const [name, setName] = useState(SAMPLE.name)
  const [latitude, setLatitude] = useState(SAMPLE.latitude)
  const [longitude, setLongitude] = useState(SAMPLE.longitude)
  const valid = within(latitude, 90) && within(longitude, 180)

  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!valid) return
    onSend({ latitude: Number(latitude), longitude: Number(longitude), name: name.trim() || undefined })
    onClose()
  }

  return (
    <Dialog title="Send a place" onClose={onClose}>
      <form onSubmit={send}>
        <label>
          Name
          <input name="place" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <div className="pair">
          <label>
            Latitude
            <input
              name="latitude"
              inputMode="decimal"
              value={latitude}
              aria-invalid={!within(latitude, 90)}
              onChange={(event) => setLatitude(event.target.value)}
            />
          </label>
          <label>
            Longitude
            <input
              name="longitude"
              inputMode="decimal"
              value={longitude}
              aria-invalid={!within(longitude, 180)}
              onChange={(event) => setLongitude(event.target.value)}
            />
          </label>
        </div>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary" data-testid="send-place" disabled={!valid}>
            Send
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function within(text: string, limit: number): boolean {
  return text.trim() !== '' && Math.abs(Number(text)) <= limit
}
