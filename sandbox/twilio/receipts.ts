import type { MessageLog, Receipt, TwilioMessage } from './message-log.ts'

/** WhatsApp takes the typing dots away after this (PROTOCOLS 1.11). */
const TYPING_MS = 25_000

const RANK: Record<Receipt, number> = { sending: 0, sent: 1, failed: 2, delivered: 3, read: 4 }

/** What the person's phone shows of the other side: receipts of their own messages, and the typing dots. */
export interface Receipts {
  move(message: TwilioMessage, receipt: Receipt): void
  /** The other side has read this message and the ones before it. */
  readUpTo(message: TwilioMessage): void
  typing(address: string): void
  /** A message for this person arrived: whatever they wrote before was read, and nobody types any more. */
  answered(address: string): void
  close(): void
}

export function createReceipts(log: MessageLog): Receipts {
  const timers = new Map<string, NodeJS.Timeout>()
  function move(message: TwilioMessage, receipt: Receipt) {
    if (RANK[receipt] <= RANK[message.receipt ?? 'sending']) return
    message.receipt = receipt
    log.changed(message)
  }
  function readAll(messages: readonly TwilioMessage[], from: number) {
    // Backwards until one that was read already: what lies before it was read with it.
    for (let n = from; n >= 0; n--) {
      const message = messages[n]
      if (message?.direction !== 'inbound') continue
      if (message.receipt === 'read') return
      move(message, 'read')
    }
  }
  function stopTyping(address: string) {
    const timer = timers.get(address)
    if (!timer) return
    clearTimeout(timer)
    timers.delete(address)
    log.typing(address, false)
  }
  return {
    move,
    readUpTo(message) {
      const messages = log.with(message.from)
      readAll(messages, messages.lastIndexOf(message))
    },
    typing(address) {
      clearTimeout(timers.get(address))
      timers.set(
        address,
        setTimeout(() => stopTyping(address), TYPING_MS),
      )
      log.typing(address, true)
    },
    answered(address) {
      const messages = log.with(address)
      readAll(messages, messages.length - 1)
      stopTyping(address)
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
