import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useState } from 'react'
import { Quote } from './bubble.tsx'
import type { ShownMessage } from './conversation.ts'
import type { PhoneChannel } from './desk.ts'
import { Icon } from './icons.tsx'
import type { Draft } from './phone-message.ts'
import { PlaceDialog } from './place-dialog.tsx'

const EMOJI = Array.from('😀😂😊😍🥳🤔😅😢😡👍👎👋🙏👏💪🎉🔥✅❌⏰📅📍💡🚀')

export interface ComposerProps {
  channel: PhoneChannel
  input: RefObject<HTMLTextAreaElement | null>
  replyTo: ShownMessage | undefined
  assistantName: string
  onCancelReply: () => void
  onSend: (draft: Draft) => void
}

/** Where the person writes. Enter sends, Shift+Enter starts a line. */
export function Composer(props: ComposerProps): ReactNode {
  const { channel, input, replyTo, onSend, onCancelReply } = props
  const [body, setBody] = useState('')
  const [open, setOpen] = useState<'emoji' | 'place'>()
  const whatsapp = channel === 'whatsapp'

  useLayoutEffect(() => {
    const area = input.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [body, input])

  const send = () => {
    if (body.trim() === '') return
    onSend({ body: body.trim() })
    setBody('')
    setOpen(undefined)
    input.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes (Japanese, Chinese …), Enter picks a word.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape') {
      onCancelReply()
      setOpen(undefined)
    }
  }

  const insert = (emoji: string) => {
    const at = input.current?.selectionStart ?? body.length
    setBody(body.slice(0, at) + emoji + body.slice(input.current?.selectionEnd ?? at))
    requestAnimationFrame(() => input.current?.setSelectionRange(at + emoji.length, at + emoji.length))
  }

  return (
    <div className="composer">
      {open === 'emoji' && (
        <div className="emoji" role="group" aria-label="Emoji">
          {EMOJI.map((emoji) => (
            <button key={emoji} type="button" onClick={() => insert(emoji)}>
              {emoji}
            </button>
          ))}
        </div>
      )}
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
          <div className="field-line">
            <button
              type="button"
              className="round"
              aria-label="Emoji"
              aria-expanded={open === 'emoji'}
              onClick={() => setOpen(open === 'emoji' ? undefined : 'emoji')}
            >
              <Icon name="smile" />
            </button>
            <textarea
              ref={input}
              rows={1}
              dir="auto"
              value={body}
              placeholder={whatsapp ? 'Message' : 'Text message'}
              aria-label="Message"
              data-testid="composer"
              enterKeyHint="send"
              onChange={(event) => setBody(event.target.value)}
              onKeyDown={onKeyDown}
            />
            {whatsapp && (
              <button
                type="button"
                className="round"
                aria-label="Send a place"
                data-testid="place-button"
                onClick={() => setOpen('place')}
              >
                <Icon name="pin" />
              </button>
            )}
          </div>
        </div>
        <button
          type="button"
          className="send"
          aria-label="Send"
          data-testid="send"
          disabled={body.trim() === ''}
          onClick={send}
        >
          <Icon name="send" size={22} />
        </button>
      </div>
      {open === 'place' && (
        <PlaceDialog onSend={(place) => onSend({ place })} onClose={() => setOpen(undefined)} />
      )}
    </div>
  )
}
