/** SMS opt-out as Twilio itself does it on long codes (PROTOCOLS 1.13): not for WhatsApp. */
export interface OptOuts {
  has(address: string): boolean
  /** Notes what the person wrote; returns the words Twilio answers by itself, if any. */
  heard(address: string, body: string): string | undefined
  clear(): void
}

const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const START = new Set(['START', 'YES', 'UNSTOP'])
const HELP = new Set(['HELP', 'INFO'])

export function createOptOuts(): OptOuts {
  const out = new Set<string>()
  return {
    has: (address) => out.has(address),
    heard(address, body) {
      if (address.startsWith('whatsapp:')) return undefined
      const word = body.trim().toUpperCase()
      if (STOP.has(word)) {
        out.add(address)
        return 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.'
      }
      if (START.has(word) && out.delete(address)) {
        return 'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
      }
      if (HELP.has(word)) return 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
      return undefined
    },
    clear: () => out.clear(),
  }
}
