import { type PointerEvent, type ReactNode, useRef } from 'react'
import { Attachments, PlaceCard } from './attachments.tsx'
import type { ShownMessage } from './conversation.ts'
import type { PhoneChannel } from './desk.ts'
import { Checks, Icon } from './icons.tsx'
import { kindOf, mediaWords } from './media.ts'
import type { MessageStatus } from './phone-message.ts'
import { withoutMarks } from './whatsapp-marks.ts'
import { isJumbo, smsText, whatsappText } from './whatsapp-text.tsx'

const LONG_PRESS_MS = 450

export interface BubbleProps {
  message: ShownMessage
  channel: PhoneChannel
  /** First of a run of one side's messages: it carries the tail. */
  first: boolean
  quoted: ShownMessage | undefined
  /** The title of the quick reply that was tapped. */
  usedButton: string | undefined
  assistantName: string
  onReply?: () => void
  onRetry?: () => void
  onButton: (button: { id: string; title: string }) => void
}

/** One message as the person sees it. */
export function Bubble(props: BubbleProps): ReactNode {
  const { message, channel, quoted, usedButton, onReply, onRetry, onButton } = props
  const mine = message.direction === 'in'
  const sms = channel === 'sms'
  const body = message.body === message.place?.name ? '' : message.body // the card says it already
  const press = useLongPress(onReply)
  const media = message.media?.[0]
  const only = media && !body && !quoted ? `only-${kindOf(media)}` : '' // nothing else is in the bubble
  const look = isJumbo(message.body) && !quoted && !media ? 'jumbo' : only

  return (
    <div
      className={`row ${mine ? 'mine' : 'theirs'}${props.first ? ' first' : ''}`}
      data-testid="message"
      data-direction={message.direction}
      data-status={message.status}
      data-sid={message.sid}
    >
      <div className="line">
        <div className={`bubble ${look}`} {...press}>
          {quoted && <Quote message={quoted} assistantName={props.assistantName} />}
          {message.place && <PlaceCard place={message.place} />}
          <Attachments media={message.media ?? []} />
          <div className="text">
            <span data-testid="text">{sms ? smsText(body) : whatsappText(body)}</span>
            <span className="meta">
              <time dateTime={message.at}>{timeOf(message.at)}</time>
              {mine && <Ticks status={message.status} sms={sms} />}
            </span>
          </div>
        </div>
        {onReply && (
          <button type="button" className="reply" aria-label="Reply" data-testid="reply" onClick={onReply}>
            <Icon name="reply" size={18} />
          </button>
        )}
      </div>
      {message.status === 'failed' && <Failure message={message} onRetry={onRetry} />}
      {!sms && message.buttons && message.buttons.length > 0 && (
        <div className="quick-replies" role="group" aria-label="Quick replies">
          {message.buttons.map((button) => (
            <button
              key={button.id}
              type="button"
              data-testid="quick-reply"
              disabled={usedButton !== undefined}
              aria-pressed={usedButton === button.title}
              onClick={() => onButton(button)}
            >
              {button.title}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

/** What a message answers to, above it or above the composer. */
export function Quote({
  message,
  assistantName,
}: {
  message: ShownMessage
  assistantName: string
}): ReactNode {
  return (
    <div className={message.direction === 'in' ? 'quote own' : 'quote'} data-testid="quote">
      <strong>{message.direction === 'in' ? 'You' : assistantName}</strong>
      <span dir="auto">
        {message.media?.[0] && `${mediaWords(message.media[0])} `}
        {withoutMarks(message.body) || (message.place && '📍 Place')}
      </span>
    </div>
  )
}

const STATUS_LABELS: Record<MessageStatus, string> = {
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not delivered',
}

function Ticks({ status, sms }: { status: MessageStatus; sms: boolean }): ReactNode {
  const picture =
    status === 'sending' ? (
      <Icon name="clock" size={13} />
    ) : status === 'failed' ? (
      <Icon name="alert" size={15} />
    ) : (
      <Checks double={status !== 'sent'} />
    )
  return (
    <span className={`ticks ${status}`} role="img" aria-label={STATUS_LABELS[status]} data-testid="ticks">
      {sms && status !== 'failed' ? STATUS_LABELS[status] : picture}
    </span>
  )
}

function Failure({ message, onRetry }: { message: ShownMessage; onRetry?: () => void }): ReactNode {
  if (onRetry) {
    return (
      <button type="button" className="failure" data-testid="retry" onClick={onRetry}>
        Not sent: {message.outgoing?.failure}. Tap to try again.
      </button>
    )
  }
  const unreached = message.direction === 'in' ? 'the assistant could not be reached' : 'no reason given'
  return (
    <div className="failure" data-testid="failure">
      Not delivered: {message.errorCode ? `error ${message.errorCode}` : unreached}
    </div>
  )
}

function timeOf(at: string): string {
  const time = new Date(at)
  return Number.isNaN(time.getTime())
    ? ''
    : time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })
}

/** Holding a finger on a bubble replies to it; a mouse selects text instead and has the button. */
function useLongPress(run: (() => void) | undefined) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const cancel = () => clearTimeout(timer.current)
  return {
    onPointerDown: (event: PointerEvent) => {
      if (run && event.pointerType === 'touch') timer.current = setTimeout(run, LONG_PRESS_MS)
    },
    onPointerMove: cancel,
    onPointerUp: cancel,
    onPointerCancel: cancel,
  }
}
