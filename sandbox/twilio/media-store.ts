import { sendText, type Exchange } from '../exchange.ts'

interface Stored {
  bytes: Uint8Array
  contentType: string
}

/** Media people sent, and the CDN that Twilio's media URLs redirect to. */
export interface MediaStore {
  add(sid: string, media: Stored): void
  get(sid: string): Stored | undefined
  remove(sid: string): void
  /** Serves `/cdn/{ME}`; refuses a request that carries credentials, as the signed CDN URLs do. */
  serve(exchange: Exchange): void
  clear(): void
}

export function createMediaStore(): MediaStore {
  const stored = new Map<string, Stored>()
  return {
    add: (sid, media) => void stored.set(sid, media),
    get: (sid) => stored.get(sid),
    remove: (sid) => void stored.delete(sid),
    serve({ path, request, response }) {
      if (request.headers.authorization) {
        const problem =
          '<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>'
        return sendText(response, 400, problem, 'application/xml')
      }
      const media = stored.get(path.slice('/cdn/'.length))
      if (!media) return sendText(response, 404, '<Error><Code>NoSuchKey</Code></Error>', 'application/xml')
      response.writeHead(200, { 'content-type': media.contentType, 'content-length': media.bytes.length })
      response.end(media.bytes)
    },
    clear: () => stored.clear(),
  }
}
