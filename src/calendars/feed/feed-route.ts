import { createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Feed } from './feed.ts'

/** `GET /calendar/:token.ics`. Programs ask often, so what has not changed is not sent again. */
export function sendFeed({ read }: Pick<Feed, 'read'>): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const body = await read(request.params.token)
    if (body === undefined) {
      response.status(404).set('content-type', 'text/plain; charset=utf-8').end('There is nothing here.')
      return
    }
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    const headers = {
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-store',
      etag,
    }
    response.set({ ...headers, 'x-content-type-options': 'nosniff' }).send(body)
  }
}
