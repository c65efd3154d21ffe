import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

/** A webhook as it came: nothing parsed, nothing trusted yet. */
export interface WebhookRequest {
  /** Path and query exactly as requested, e.g. `/webhooks/twilio/status?outbox=…`. */
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A file the person sent. `ref` is the provider's own handle, fetched with `Channel.download`. */
export interface Media {
  ref: string
  contentType: string
}

/** A file on its way. `body` must be read without long pauses, or destroyed; its length is not to be believed. */
export interface Download {
  /** As the server says, without parameters. Not to be believed either. */
  contentType: string | undefined
  /** Fails with `TransientError`, and nothing else. */
  body: Readable
}

/** A quick reply the person tapped or a list row they chose. */
export interface Choice {
  id: string
  title: string
}

export interface Place {
  latitude: number
  longitude: number
  name?: string | undefined
  address?: string | undefined
}

export interface InboundMessage {
  /** The provider's id of this message: what duplicates are recognised by. */
  providerId: string
  /** The kind of conversation, e.g. `whatsapp` or `sms`: decides how replies are rendered. */
  medium: string
  /** One memory: the phone number in E.164, or the provider's user id where the number is not visible. */
  conversation: string
  /** Other addresses of the same person that this message reveals, e.g. a business-scoped user id. */
  aliases: string[]
  /** Where an answer goes, as the provider writes it, e.g. `whatsapp:+15550100001`. */
  from: string
  /** Our own address the message was sent to, as the provider writes it. */
  to: string
  text: string
  profileName?: string | undefined
  choice?: Choice | undefined
  /** Provider id of the message the person quoted. */
  repliesTo?: string | undefined
  place?: Place | undefined
  media: Media[]
  forwarded: boolean
  /** The provider recognised a keyword itself and has already answered the person. */
  keywordHandled?: 'stop' | 'start' | 'help' | undefined
}

/** What a provider says later about a message of ours. */
export interface StatusUpdate {
  /** Our outbox id, when the callback URL carried it with a valid signature. */
  outboxId?: string | undefined
  providerId: string
  status: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed'
  /** The provider's error code, e.g. `63016`. */
  errorCode?: string | undefined
  /** It failed because the person has not written for too long, and only a template would have been taken. */
  outsideWindow?: boolean | undefined
}

/** What the assistant says: CommonMark, and what the person can tap. */
export interface Reply {
  text: string
  quickReplies?: Choice[] | undefined
}

/** One provider message, rendered and within its limits, as it is stored in the outbox. */
export interface OutboundMessage {
  outboxId: string
  medium: string
  from: string
  to: string
  body: string
  /** Rendered natively when the channel can; otherwise already part of `body`. */
  quickReplies?: Choice[] | undefined
  /** Public https address of a voice note: it is sent alone, and `body` holds its words. */
  voiceUrl?: string | undefined
  /** Sent as the approved template, which holds `body` on one line: the person has not written for too long. */
  template?: boolean | undefined
}

export interface RenderedMessage {
  body: string
  quickReplies?: Choice[] | undefined
}

/** What every channel turns its webhooks into. */
export interface Channel {
  /** Also the webhook path, `/webhooks/<name>`; status callbacks come to `/webhooks/<name>/status`. */
  readonly name: string
  /** The media it carries, e.g. `['whatsapp', 'sms']`. */
  readonly media: readonly string[]
  /** Those of them that carry voice notes. */
  readonly voiceMedia: readonly string[]
  /** Those of them in which free text is taken only within 24 hours of the person's last message. */
  readonly windowMedia: readonly string[]
  /** Those of these in which `OutboundMessage.template` is taken at any time. */
  readonly templateMedia: readonly string[]
  /** Checks the signature and reads the request. Throws `WebhookRejected`; never touches the network. */
  receive(request: WebhookRequest): InboundMessage[]
  /** The same for a status callback. */
  status(request: WebhookRequest): StatusUpdate[]
  /** The body and content type a provider expects beside the 200. */
  readonly acknowledgement: { contentType: string; body: string }
  /** Turns CommonMark into what the medium shows, split into messages within its limit, in order. */
  render(reply: Reply, medium: string): RenderedMessage[]
  /**
   * Sends one message. Throws `TransientError` (never processed, send again), `PermanentError` (refused) or
   * `OutcomeUnknown` (may have been accepted), nothing else.
   */
  send(message: OutboundMessage, signal: AbortSignal): Promise<{ providerId: string }>
  /**
   * Looks up a message we sent since `since` whose outcome is unknown, ignoring the ids in `known`, which belong
   * to other messages of ours. Throws `TransientError`.
   */
  readBack(
    message: OutboundMessage,
    since: Date,
    known: (providerIds: string[]) => Promise<Set<string>>,
    signal: AbortSignal,
  ): Promise<{ providerId: string } | undefined>
  /** Messages people sent us since `since`, as the provider keeps them: what we missed while we were away. */
  missed?(since: Date, signal: AbortSignal): AsyncIterable<InboundMessage>
  /** What became of a message of ours, for when its callbacks found nobody. Throws `TransientError`. */
  deliveryStatus?(providerId: string, signal: AbortSignal): Promise<StatusUpdate | undefined>
  /** Shows that an answer is being written, and marks the message read. Failure never matters. */
  typing?(message: { medium: string; providerId: string }, signal: AbortSignal): Promise<void>
  /**
   * Opens what `media.ref` points at. Throws `TransientError` (not there yet, busy, cut off) or `PermanentError` (not an
   * address of the provider, refused, gone for good), nothing else.
   */
  download?(media: Media, signal: AbortSignal): Promise<Download>
  /** Deletes it at the provider; one already gone is fine. Same errors as `download`. */
  deleteMedia?(media: Media, signal: AbortSignal): Promise<void>
}
