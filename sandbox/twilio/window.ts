import type { MessageLog } from './message-log.ts'

/** WhatsApp's customer service window: free words only within 24 hours of the person's own last message. */
export interface MessageWindow {
  isOpen(address: string): boolean
}

const WINDOW_MS = 24 * 60 * 60_000

/** SMS has no window. `strangers`: how it is for a person who never wrote. */
export function createWindow(log: MessageLog, now: () => Date, strangers: 'open' | 'shut'): MessageWindow {
  return {
    isOpen(address) {
      if (!address.startsWith('whatsapp:')) return true
      const last = log.with(address).findLast((message) => message.direction === 'inbound')
      return last ? now().getTime() - last.createdAt <= WINDOW_MS : strangers === 'open'
    },
  }
}
