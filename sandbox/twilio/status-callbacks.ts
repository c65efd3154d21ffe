import type { Background } from '../background.ts'
import { pause, type FaultQueue } from '../faults.ts'
import type { FormPost } from './form-post.ts'
import type { MessageLog, MessageStatus, TwilioMessage } from './message-log.ts'
import type { TwilioFault } from './twilio-faults.ts'

/** How far messages get by themselves, and how long each step takes. */
export interface CallbackSettings {
  /** `read` is reached only on WhatsApp; below it, a message is read when the person looks at the phone page. */
  level: 'none' | 'sent' | 'delivered' | 'read'
  delayMs: number
}

export interface StatusCallbacks {
  /**
   * Takes an accepted message through its statuses and posts each change to its StatusCallback. First, and once `after`
   * has resolved, `prepare` runs; the error code it gives makes the message fail.
   */
  begin(
    message: TwilioMessage,
    options: {
      post: boolean
      failsWith?: number
      after?: Promise<void>
      prepare?: (signal: AbortSignal) => Promise<number | undefined>
    },
  ): void
  /** The person has seen the message. */
  read(message: TwilioMessage): void
}

const RANK: Record<string, number> = { accepted: 0, queued: 1, sending: 2, sent: 3, delivered: 4, read: 5 }

export function createStatusCallbacks(edge: {
  accountSid: string
  settings: CallbackSettings
  log: MessageLog
  faults: FaultQueue<TwilioFault>
  background: Background
  post: FormPost
  now(): Date
  posted(): void
}): StatusCallbacks {
  const { settings, log, background } = edge

  function steps(message: TwilioMessage): MessageStatus[] {
    const order: MessageStatus[] = ['sent', 'delivered', 'read']
    const reached = order.indexOf(settings.level as MessageStatus) + 1
    const all = order.slice(0, reached)
    return message.to.startsWith('whatsapp:') ? all : all.filter((status) => status !== 'read')
  }

  function move(message: TwilioMessage, status: MessageStatus, errorCode?: number) {
    if (errorCode === undefined && (RANK[status] ?? 9) <= (RANK[message.status] ?? 9)) return
    message.status = status
    if (errorCode !== undefined) message.errorCode = errorCode
    else message.sentAt ??= edge.now().getTime()
    log.changed(message)
  }

  async function post(
    message: TwilioMessage,
    status: MessageStatus,
    signal: AbortSignal,
    errorCode?: number,
  ) {
    if (!message.statusCallback) return
    const fields: Record<string, string> = {
      MessageSid: message.sid,
      SmsSid: message.sid,
      MessageStatus: status,
      SmsStatus: status,
      AccountSid: edge.accountSid,
      From: message.from,
      To: message.to,
      ApiVersion: '2010-04-01',
    }
    if (message.messagingServiceSid) fields.MessagingServiceSid = message.messagingServiceSid
    if (message.to.startsWith('whatsapp:')) {
      fields.ChannelInstallSid = 'XE00000000000000000000000000000001'
      fields.ChannelPrefix = 'whatsapp'
      fields.ChannelToAddress = message.to
      if (status === 'read') fields.EventType = 'READ'
    }
    if (errorCode !== undefined) {
      fields.ErrorCode = String(errorCode)
      fields.ErrorMessage = `Error ${errorCode}`
      if (fields.ChannelPrefix) fields.ChannelStatusMessage = `Error ${errorCode}`
    }
    edge.posted()
    // Delivery is best effort: who does not answer loses the callback.
    await edge.post(message.statusCallback, fields, signal).catch(() => undefined)
  }

  return {
    begin(message, options) {
      const fault = edge.faults.take((one) => one.route === 'callbacks')
      const failure = fault?.route === 'callbacks' ? (fault.status ?? 'undelivered') : 'failed'
      const heard = options.post && fault?.kind !== 'drop'
      background.run(async (signal) => {
        await options.after
        const problem = await options.prepare?.(signal)
        const failing = fault?.kind === 'fail' ? (fault.code ?? 63016) : (options.failsWith ?? problem)
        if (fault?.kind === 'late') await pause(fault.ms ?? 1000, signal)
        const planned = failing === undefined ? steps(message) : [failure]
        const ordered = fault?.kind === 'reversed' ? planned.toReversed() : planned
        for (const status of ordered) {
          await pause(settings.delayMs, signal)
          if (signal.aborted) return
          move(message, status, failing)
          if (!heard) continue
          const copies = fault?.kind === 'duplicate' ? 2 : 1
          await Promise.all(Array.from({ length: copies }, () => post(message, status, signal, failing)))
        }
      })
    },
    read(message) {
      if ((RANK[message.status] ?? 9) >= 5) return
      move(message, 'read')
      background.run((signal) => post(message, 'read', signal))
    },
  }
}
