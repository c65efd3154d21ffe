import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { LONGEST_RECORDING_MS, type Recording, startRecording } from './recording.ts'
import { clockOf } from './voice-note.tsx'

export interface RecordingBarProps {
  onSend: (voice: Blob) => void
  onCancel: () => void
  onProblem: (words: string) => void
}

/** Stands in for the composer while the microphone is on. It records from its first moment to its last. */
export function RecordingBar({ onSend, onCancel, onProblem }: RecordingBarProps): ReactNode {
  const [recording, setRecording] = useState<Recording>()
  const [elapsed, setElapsed] = useState(0)
  const [ended, setEnded] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  const failed = useEffectEvent(onProblem)

  useEffect(() => {
    cancel.current?.focus()
    let gone = false
    let running: Recording | undefined
    const start = async () => {
      try {
        running = await startRecording()
        if (gone) return running.stop()
        setRecording(running)
        await running.done
        if (!gone) setEnded(true)
      } catch (error) {
        if (!gone) failed(error instanceof Error ? error.message : 'The microphone does not answer.')
      }
    }
    void start()
    return () => {
      gone = true
      running?.stop()
    }
  }, [])

  useEffect(() => {
    if (!recording || ended) return
    const startedAt = Date.now()
    const timer = setInterval(() => setElapsed(Math.min(Date.now() - startedAt, LONGEST_RECORDING_MS)), 200)
    return () => clearInterval(timer)
  }, [recording, ended])

  const send = async (from: Recording) => {
    from.stop()
    const voice = await from.done
    if (voice.size > 0) onSend(voice)
    else onProblem('Nothing was recorded. Hold the microphone closer, then try again.')
  }

  return (
    <div
      className="composer-line recording"
      role="group"
      aria-label="Voice message"
      data-testid="recording"
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <div className="field field-line">
        <button
          ref={cancel}
          type="button"
          className="round"
          aria-label="Delete recording"
          data-testid="cancel-recording"
          onClick={onCancel}
        >
          <Icon name="bin" />
        </button>
        <i className={recording && !ended ? 'red-dot' : 'red-dot still'} />
        <span className="elapsed" role="timer" data-testid="elapsed">
          {clockOf(elapsed / 1_000)}
        </span>
        <span className="recording-words" role="status">
          {!recording ? 'Allow the microphone…' : ended ? 'Recording ended' : 'Recording'}
        </span>
      </div>
      <button
        type="button"
        className="send"
        aria-label="Send voice message"
        data-testid="send-recording"
        disabled={!recording}
        onClick={() => recording && void send(recording)}
      >
        <Icon name="send" size={22} />
      </button>
    </div>
  )
}
