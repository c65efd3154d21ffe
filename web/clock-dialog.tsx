import { type ReactNode, useState } from 'react'
import { clock, clockWords, useClockShift } from './clock.ts'
import { Dialog } from './dialog.tsx'
import { reasonOf } from './post-json.ts'

const STEPS = [
  { label: '+10 min', move: 600_000 },
  { label: '+1 h', move: 3_600_000 },
  { label: '+1 day', move: 86_400_000 },
]

/** Moves the sandbox's time, so that nobody has to wait for a reminder. */
export function ClockDialog({ onClose }: { onClose: () => void }): ReactNode {
  const shiftMs = useClockShift()
  const [problem, setProblem] = useState('')
  const [moving, setMoving] = useState(false)
  const move = async (change: Parameters<typeof clock.move>[0]) => {
    setMoving(true)
    try {
      await clock.move(change)
      setProblem('')
    } catch (error) {
      setProblem(`Not moved: ${reasonOf(error)}`)
    }
    setMoving(false)
  }
  const now = clock.now().toLocaleString([], { dateStyle: 'full', timeStyle: 'short' })

  return (
    <Dialog title="The sandbox's clock" onClose={onClose}>
      <p className="clock-now" data-testid="clock-now">
        <strong>{clockWords(shiftMs)}</strong>
        <span>It is {now} here.</span>
      </p>
      <div className="suggestions">
        {STEPS.map((step) => (
          <button
            key={step.label}
            type="button"
            disabled={moving}
            onClick={() => void move({ move: step.move })}
          >
            {step.label}
          </button>
        ))}
        <button type="button" disabled={moving || shiftMs === 0} onClick={() => void move({ reset: true })}>
          back to now
        </button>
      </div>
      <p className="problem" role="status">
        {problem}
      </p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  )
}
