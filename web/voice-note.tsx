import { type ReactNode, useRef, useState } from 'react'
import { Icon } from './icons.tsx'

/** A seek past any end, which makes the browser find it. */
const FAR_SECONDS = 1e7
const STEP_SECONDS = 0.01

/** Plays a voice note as WhatsApp does: one button, a line to move along, and how long it is. */
export function VoiceNote({ url }: { url: string }): ReactNode {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [position, setPosition] = useState(0)
  const [duration, setDuration] = useState(Number.NaN)
  const [broken, setBroken] = useState(false)

  const onDuration = (element: HTMLAudioElement) => {
    // What MediaRecorder wrote does not say how long it is.
    if (element.duration === Number.POSITIVE_INFINITY) element.currentTime = FAR_SECONDS
    else if (element.duration > 0) {
      setDuration(element.duration)
      if (element.paused) element.currentTime = 0
    }
  }
  const toggle = async () => {
    const element = audio.current
    if (!element) return
    if (!element.paused) return element.pause()
    for (const other of document.querySelectorAll('audio')) other.pause()
    await element.play().catch(() => setPlaying(false))
  }

  return (
    <div className="voice" data-testid="voice">
      <span className="voice-face" aria-hidden="true">
        <Icon name="mic" size={22} />
      </span>
      <button
        type="button"
        className="voice-play"
        aria-label={playing ? 'Pause voice message' : 'Play voice message'}
        data-testid="play"
        disabled={broken}
        onClick={() => void toggle()}
      >
        <Icon name={playing ? 'pause' : 'play'} size={28} />
      </button>
      <div className="voice-line">
        <input
          type="range"
          aria-label="Position in the voice message"
          aria-valuetext={`${clockOf(position)} of ${clockOf(duration)}`}
          min={0}
          max={duration || 1}
          step={STEP_SECONDS}
          value={position}
          disabled={broken || !duration}
          style={{ backgroundSize: `${duration ? (position / duration) * 100 : 0}% 4px, 100% 4px` }}
          onChange={(event) => {
            if (audio.current) audio.current.currentTime = Number(event.target.value)
          }}
        />
        <span data-testid="duration">
          {broken ? 'Cannot be played' : clockOf(position > 0 ? position : duration)}
        </span>
      </div>
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onDurationChange={(event) => onDuration(event.currentTarget)}
        onTimeUpdate={({ currentTarget }) =>
          setPosition(currentTarget.ended ? 0 : Math.min(currentTarget.currentTime, currentTarget.duration))
        }
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={() => setBroken(true)}
      />
    </div>
  )
}

/** `1:05`; nothing known yet is `0:00`. */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds) || 0
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
