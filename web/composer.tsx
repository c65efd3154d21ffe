import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useState } from 'react'
import { AttachButton } from './attach-button.tsx'
import { Quote } from './bubble.tsx'
import type { ShownMessage } from './conversation.ts'
import type { PhoneChannel } from './desk.ts'
import { EmojiPanel } from './emoji-panel.tsx'
import { Icon } from './icons.tsx'
import { type DraftMedia, draftMedia, problemOf } from './media.ts'
import type { Draft } from './phone-message.ts'
import { RecordingBar } from './recording-bar.tsx'
import { Tray } from './tray.tsx'

export interface ComposerProps {
  channel: PhoneChannel
  input: RefObject<HTMLTextAreaElement | null>
  replyTo: ShownMessage | undefined
  assistantName: string
  onCancelReply: () => void
  /** At least one, to go out in this order. */
  onSend: (first: Draft, ...more: Draft[]) => void
}

/** Where the person writes, speaks and attaches. Enter sends, Shift+Enter starts a line. */
export function Composer(props: ComposerProps): ReactNode {
  const { channel, input, replyTo, onSend, onCancelReply } = props
  const [body, setBody] = useState('')
  const [attached, setAttached] = useState<readonly DraftMedia[]>([])
  const [emoji, setEmoji] = useState(false)
  const [recording, setRecording] = useState(false)
  const [problem, setProblem] = useState('')
  const whatsapp = channel === 'whatsapp'
  const empty = body.trim() === '' && attached.length === 0

  useLayoutEffect(() => {
    const area = input.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [body, input, recording])

  const focus = () => requestAnimationFrame(() => input.current?.focus())

  const send = () => {
    if (empty) return
    const text = body.trim() || undefined
    const [first, ...more] = attached
    onSend({ body: text, media: first }, ...more.map((media) => ({ media })))
    setBody('')
    setAttached([])
    setEmoji(false)
    setProblem('')
    focus()
  }

  const attach = (files: readonly File[]) => {
    const problems = files.flatMap((file) => problemOf(file) ?? [])
    const fitting = files.filter((file) => !problemOf(file))
    setProblem(problems.join(' '))
    setAttached((now) => [...now, ...fitting.map((file) => draftMedia(file, file.name))])
    focus()
  }

  const remove = (item: DraftMedia) => {
    URL.revokeObjectURL(item.url)
    setAttached((now) => now.filter((one) => one !== item))
    focus()
  }

  const endRecording = (words = '') => {
    setRecording(false)
    setProblem(words)
    focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes (Japanese, Chinese …), Enter picks a word.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape') {
      onCancelReply()
      setEmoji(false)
    }
  }

  const insert = (picked: string) => {
    const at = input.current?.selectionStart ?? body.length
    setBody(body.slice(0, at) + picked + body.slice(input.current?.selectionEnd ?? at))
    requestAnimationFrame(() => input.current?.setSelectionRange(at + picked.length, at + picked.length))
  }

  return (
    <div className="composer">
      {problem && (
        <div className="composer-problem" role="alert" data-testid="problem">
          {problem}
          <button type="button" className="round" aria-label="Close" onClick={() => setProblem('')}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
      {emoji && !recording && <EmojiPanel onPick={insert} />}
      {recording ? (
        <RecordingBar
          onCancel={() => endRecording()}
          onProblem={endRecording}
          onSend={(voice) => {
            onSend({ media: draftMedia(voice) })
            endRecording()
          }}
        />
      ) : (
        <div className="composer-line">
          <div className="field">
            {replyTo && (
              <div className="quote-preview" data-testid="quote-preview">
                <Quote message={replyTo} assistantName={props.assistantName} />
                <button type="button" className="round" aria-label="Cancel reply" onClick={onCancelReply}>
                  <Icon name="close" size={16} />
                </button>
              </div>
            )}
            {attached.length > 0 && <Tray items={attached} onRemove={remove} />}
            <div className="field-line">
              <button
                type="button"
                className="round"
                aria-label="Emoji"
                aria-expanded={emoji}
                onClick={() => setEmoji(!emoji)}
              >
                <Icon name="smile" />
              </button>
              <textarea
                ref={input}
                rows={1}
                dir="auto"
                value={body}
                placeholder={attached.length > 0 ? 'Add a caption' : whatsapp ? 'Message' : 'Text message'}
                aria-label="Message"
                data-testid="composer"
                enterKeyHint="send"
                onChange={(event) => setBody(event.target.value)}
                onKeyDown={onKeyDown}
                onPaste={(event) => {
                  if (event.clipboardData.files.length === 0) return
                  event.preventDefault()
                  attach([...event.clipboardData.files])
                }}
              />
              <AttachButton places={whatsapp} onFiles={attach} onSend={onSend} />
            </div>
          </div>
          <button
            type="button"
            className={empty ? 'send mic' : 'send'}
            aria-label={empty ? 'Record a voice message' : 'Send'}
            data-testid={empty ? 'record' : 'send'}
            onClick={() => {
              if (!empty) return send()
              setProblem('')
              setRecording(true)
            }}
          >
            <Icon name={empty ? 'mic' : 'send'} size={22} />
          </button>
        </div>
      )}
    </div>
  )
}
