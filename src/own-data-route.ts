import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { sendPage } from './html-page.ts'
import type { Export } from './people/export.ts'

/** Each takes the processor from those who wait for an answer; one person alone must not take it from all. */
const MOST_AT_ONCE = 6
const MOST_OF_ONE = 2
/** A download that is read more slowly ends, and makes room for others, in milliseconds. */
const LONGEST_MS = 30 * 60_000

/** `GET /my-data/:token`. Uses nothing up: programs that show previews of links come first. */
export function sendOwnData({ open }: Export, log: Logger): RequestHandler<{ token: string }> {
  /** Whose data is being sent. */
  const underWay: string[] = []

  return async (request, response) => {
    const found = await open(request.params.token)
    if (found === undefined)
      return sendPage(response, {
        status: 404,
        title: 'This link is not one of ours',
        words: ['It may have been cut off on the way.', AGAIN],
      })
    if (found === 'expired')
      return sendPage(response, {
        status: 410,
        title: 'This link is too old',
        words: ['A link to your data is good for one hour.', AGAIN],
      })
    const { person } = found
    const isBusy =
      underWay.length >= MOST_AT_ONCE || underWay.filter((one) => one === person).length >= MOST_OF_ONE
    if (isBusy) {
      response.set('retry-after', '60')
      const words = ['Your data is being sent already, or too many are.', 'Try again in a minute.']
      return sendPage(response, { status: 429, title: 'One moment', words })
    }
    response.status(200).set({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `attachment; filename="${found.fileName}"`,
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    if (request.method === 'HEAD') return void response.end()
    underWay.push(person)
    try {
      await pipeline(Readable.from(found.body), response, { signal: AbortSignal.timeout(LONGEST_MS) })
    } catch (err) {
      // What has been sent is cut off, which shows; nobody can be told any more.
      log.warn({ err }, 'the data of a person was not sent to its end')
    } finally {
      underWay.splice(underWay.indexOf(person), 1)
    }
  }
}

const AGAIN = 'Ask in your chat for a new one: "Send me everything you have about me".'
