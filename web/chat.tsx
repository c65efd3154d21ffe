import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Bubble } from './bubble.tsx'
import { ChatHeader } from './chat-header.tsx'
import { clock } from './clock.ts'
import { Composer } from './composer.tsx'
import { type ShownMessage, shownMessages } from './conversation.ts'
import type { Owner } from './desk.ts'
import { Icon } from './icons.tsx'
import type { MenuAction } from './menu.tsx'
import { usePhoneLine } from './phone-events.ts'
import { reportRead } from './post-json.ts'
import { useStickyScroll } from './sticky-scroll.ts'

export interface ChatProps {
  address: string
  owner: Owner
  assistant: { name: string; number: string }
  /** Whether the person can be looking at it now. */
  seen: boolean
  actions: readonly MenuAction[]
}

/** The chat with the assistant. Keyed by address: another address is another chat. */
export function Chat({ address, owner, assistant, seen, actions }: ChatProps): ReactNode {
  const { conversation, send, retry } = usePhoneLine(address, owner.name)
  const [replyTo, setReplyTo] = useState<ShownMessage>()
  const input = useRef<HTMLTextAreaElement>(null)
  const messages = shownMessages(conversation)
  const whatsapp = owner.channel === 'whatsapp'

  useReadReport(address, messages, seen && whatsapp)
  const incoming = messages.filter((one) => one.direction === 'out').length
  const own = messages.length - incoming
  const scroll = useStickyScroll(incoming, own, conversation.connection !== 'connecting')

  const reply = (message: ShownMessage) => {
    setReplyTo(message)
    input.current?.focus()
  }

  return (
    <div className="chat">
      <ChatHeader assistant={assistant} typing={conversation.typing} actions={actions} />
      {conversation.connection === 'lost' && (
        <div className="banner" role="status" data-testid="banner">
          Reconnecting…
        </div>
      )}
      <div className="wallpaper">
        <div
          className="log"
          role="log"
          aria-live="polite"
          aria-label={`Chat with ${assistant.name}`}
          data-testid="log"
          tabIndex={0}
          ref={scroll.log}
          onScroll={scroll.onScroll}
        >
          <div className="messages" ref={scroll.content}>
            {messages.length === 0 && conversation.connection === 'open' && (
              <p className="hint" data-testid="hint">
                👋 Say hello to your assistant
              </p>
            )}
            {messages.map((message, at) => (
              <MessageRow
                key={message.sid}
                message={message}
                before={messages[at - 1]}
                messages={messages}
                channel={owner.channel}
                assistantName={assistant.name}
                onReply={whatsapp && !message.outgoing ? () => reply(message) : undefined}
                onRetry={
                  message.outgoing?.failure ? () => message.outgoing && retry(message.outgoing) : undefined
                }
                onButton={({ id, title }) =>
                  send({ body: title, buttonPayload: id, buttonText: title, repliesToSid: message.sid })
                }
              />
            ))}
            {conversation.typing && (
              <div className="row theirs first" data-testid="typing-bubble">
                <div className="bubble dots" aria-label={`${assistant.name} is typing`}>
                  <i />
                  <i />
                  <i />
                </div>
              </div>
            )}
          </div>
        </div>
        {scroll.away && (
          <button type="button" className="new-pill" data-testid="new-pill" onClick={scroll.toEnd}>
            <Icon name="down" size={16} />
            <span>
              {scroll.unseen > 0 ? `${scroll.unseen} new` : <b className="hidden">To the newest message</b>}
            </span>
          </button>
        )}
      </div>
      <Composer
        channel={owner.channel}
        input={input}
        replyTo={replyTo}
        assistantName={assistant.name}
        onCancelReply={() => setReplyTo(undefined)}
        onSend={(first, ...more) => {
          send({ ...first, repliesToSid: replyTo?.sid }, ...more)
          setReplyTo(undefined)
        }}
      />
    </div>
  )
}

interface MessageRowProps {
  message: ShownMessage
  before: ShownMessage | undefined
  messages: readonly ShownMessage[]
  channel: Owner['channel']
  assistantName: string
  onReply?: () => void
  onRetry?: () => void
  onButton: (button: { id: string; title: string }) => void
}

/** A bubble, with the day above it when it is the first of its day. */
function MessageRow({ message, before, messages, ...rest }: MessageRowProps): ReactNode {
  const newDay = !before || dayOf(before.at) !== dayOf(message.at)
  const answer = messages.find(
    (one) => one.direction === 'in' && one.repliesToSid === message.sid && isButton(message, one),
  )
  return (
    <>
      {newDay && <div className="day">{dayName(message.at)}</div>}
      <Bubble
        {...rest}
        message={message}
        first={newDay || before.direction !== message.direction}
        quoted={messages.find((one) => one.sid === message.repliesToSid)}
        usedButton={answer?.body}
      />
    </>
  )
}

function isButton(message: ShownMessage, answer: ShownMessage): boolean {
  return message.buttons?.some((button) => button.title === answer.body) ?? false
}

/** Tells the sandbox that the person sees the newest message, and again as it gets further on its way. */
function useReadReport(address: string, messages: readonly ShownMessage[], seen: boolean): void {
  const unread = messages.findLast(
    (one) => one.direction === 'out' && one.status !== 'read' && one.status !== 'failed',
  )
  const { sid, status } = unread ?? {}
  useEffect(() => {
    if (seen && sid && status) void reportRead(address)
  }, [address, seen, sid, status])
}

function dayOf(at: string): string {
  return new Date(at).toDateString()
}

function dayName(at: string): string {
  const day = new Date(at)
  const days = Math.round((startOfDay(clock.now()) - startOfDay(day)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days > 1 && days < 7) return day.toLocaleDateString([], { weekday: 'long' })
  return Number.isNaN(days)
    ? ''
    : day.toLocaleDateString([], { day: 'numeric', month: 'long', year: 'numeric' })
}

function startOfDay(day: Date): number {
  return new Date(day).setHours(0, 0, 0, 0)
}
