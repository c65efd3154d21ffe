import { sendJson, type Exchange } from '../exchange.ts'
import type { MessageLog } from './message-log.ts'
import type { Receipts } from './receipts.ts'
import { refusal, sendRefusal } from './refusal.ts'

/** `POST /v2/Indicators/Typing.json`: shows the dots and marks the inbound message read (PROTOCOLS 1.11). */
export function createTypingApi(log: MessageLog, receipts: Receipts): (exchange: Exchange) => void {
  return ({ body, response }) => {
    const form = new URLSearchParams(body)
    const sid = form.get('messageId') ?? ''
    if (form.get('channel') !== 'whatsapp' || !/^(SM|MM)[0-9a-fA-F]{32}$/.test(sid)) {
      return sendRefusal(response, refusal(20001, 'Invalid parameter: channel or messageId'))
    }
    const message = log.get(sid)
    if (message?.direction !== 'inbound' || !message.from.startsWith('whatsapp:')) {
      return sendRefusal(response, refusal(20404, `The message ${sid} was not found`, 404))
    }
    receipts.readUpTo(message)
    receipts.typing(message.from)
    sendJson(response, 200, { success: true })
  }
}
