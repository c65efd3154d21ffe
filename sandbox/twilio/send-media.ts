import type { Exchange } from '../exchange.ts'
import type { MediaItem } from './message-log.ts'

/** Sends a file, or the part of it that a player asks for; as a page of its own it can do nothing. */
export function sendMedia({ request, response }: Exchange, item: MediaItem, bytes: Buffer): void {
  const headers = {
    ...mediaHeaders(item),
    'accept-ranges': 'bytes',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const from = Number(first ?? 0)
  const to = Math.min(last ? Number(last) : bytes.length - 1, bytes.length - 1)
  if (first === undefined || from > to) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length })
    response.end(bytes)
    return
  }
  response.writeHead(206, {
    ...headers,
    'content-range': `bytes ${from}-${to}/${bytes.length}`,
    'content-length': to - from + 1,
  })
  response.end(bytes.subarray(from, to + 1))
}

export function mediaHeaders({ contentType, fileName }: MediaItem): Record<string, string> {
  const type = { 'content-type': contentType }
  if (!fileName) return type
  // The characters that RFC 8187 wants escaped and encodeURIComponent leaves.
  const name = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  )
  return { ...type, 'content-disposition': `inline; filename*=UTF-8''${name}` }
}
