import { once } from 'node:events'
import { sendText, type Exchange } from '../exchange.ts'
import { playWireFault, type FaultQueue } from '../faults.ts'
import type { MediaStore } from './media-store.ts'
import type { MediaItem } from './message-log.ts'
import { mediaHeaders, sendMedia } from './send-media.ts'
import type { TwilioFault } from './twilio-faults.ts'

/**
 * The CDN that Twilio's media URLs redirect to: serves `/cdn/{ME}` and refuses a request that carries credentials, as
 * the signed CDN URLs do.
 */
export function createCdn(store: MediaStore, faults: FaultQueue<TwilioFault>) {
  return async function serve(exchange: Exchange): Promise<void> {
    const { path, request, response } = exchange
    const refuse = (status: number, code: string, words = code) =>
      sendText(
        response,
        status,
        `<Error><Code>${code}</Code><Message>${words}</Message></Error>`,
        'application/xml',
      )
    if (request.headers.authorization) {
      return refuse(400, 'InvalidArgument', 'Only one auth mechanism allowed')
    }
    const media = store.get(path.slice('/cdn/'.length))
    const fault = faults.take((one) => one.route === 'cdn')
    if (fault?.route === 'cdn') {
      if (fault.kind === 'redirect') {
        response.writeHead(302, { location: fault.to ?? '/', 'content-length': 0 }).end()
        return
      }
      if (media && fault.kind === 'endless') return sendForEver(exchange, media.item, media.bytes)
      if (media && fault.kind === 'lyingLength') {
        return sendClaiming(exchange, media.item, media.bytes, fault.claims ?? media.bytes.length * 2)
      }
      const over = await playWireFault(exchange, fault, (status) => refuse(status, `Error${status}`))
      if (over) return
    }
    if (!media || media.item.deleted) return refuse(404, 'NoSuchKey')
    sendMedia(exchange, media.item, media.bytes)
  }
}

/** The file, and zeros behind it until the caller hangs up; no length is given. */
async function sendForEver({ response }: Exchange, item: MediaItem, bytes: Buffer): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, mediaHeaders(item))
  response.write(bytes)
  const more = Buffer.alloc(64 * 1024)
  while (!gone.signal.aborted) {
    if (response.write(more)) continue
    await once(response, 'drain', { signal: gone.signal }).catch(() => undefined)
  }
}

/** The whole file behind a `Content-Length` that is not its own: past Node's own server, which counts. */
function sendClaiming({ request }: Exchange, item: MediaItem, bytes: Buffer, claims: number): void {
  const head = Object.entries({ ...mediaHeaders(item), 'content-length': claims, connection: 'close' })
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  request.socket.write(`HTTP/1.1 200 OK\r\n${lines}\r\n`)
  request.socket.end(bytes)
}
