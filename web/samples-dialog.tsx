import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { Icon } from './icons.tsx'
import { type DraftMedia, draftMedia } from './media.ts'
import { readSamples, type Sample } from './phone-message.ts'
import { useLoaded } from './use-loaded.ts'
import { clockOf } from './voice-note.tsx'

const LOAD_TIMEOUT_MS = 15_000
const readAnswer = async (response: Response): Promise<Sample[]> => readSamples(await response.json())

/** Recorded voice notes whose words the sandbox knows, for whoever has no microphone or no key. */
export function SamplesDialog({
  onSend,
  onClose,
}: {
  onSend: (voice: DraftMedia) => void
  onClose: () => void
}): ReactNode {
  const { value: samples, failed } = useLoaded('/api/samples', readAnswer)
  const [problem, setProblem] = useState('')

  const send = async (sample: Sample) => {
    try {
      const response = await fetch(sample.url, { signal: AbortSignal.timeout(LOAD_TIMEOUT_MS) })
      if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
      onSend(draftMedia(await response.blob()))
      onClose()
    } catch {
      setProblem('That one could not be loaded. Try again.')
    }
  }

  return (
    <Dialog title="Send a sample voice note" onClose={onClose}>
      <div className="samples">
        {samples?.map((sample) => (
          <button key={sample.id} type="button" data-testid="sample" onClick={() => void send(sample)}>
            <Icon name="mic" size={22} />
            <span>
              <strong>{sample.label}</strong>
              <q lang={sample.language}>{sample.transcript}</q>
              <small>
                {sample.language} · {clockOf(Math.max(1, Math.round(sample.seconds)))}
              </small>
            </span>
          </button>
        ))}
      </div>
      <p className="problem" role="status">
        {problem ||
          (failed && 'The samples could not be loaded. Close this and try again.') ||
          (samples?.length === 0 && 'This sandbox has no samples.')}
      </p>
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}
