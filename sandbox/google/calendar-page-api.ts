import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { SandboxClock } from '../clock.ts'
import { parseJson, sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { AddedEvent } from './added-event.ts'
import { GoogleRefusal } from './google-refusal.ts'
import type { GoogleParts } from './google.ts'

const Email = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'must be an e-mail address')
const Asked = z.object({
  account: Email,
  from: z.coerce.date(),
  to: z.coerce.date(),
  /** The id of one event, which may be at any time. */
  event: z.string().optional(),
})
const Written = z.object({ account: Email, event: AddedEvent })

/** Longest range a page may ask for: more than the weeks of a month. */
const LONGEST_MS = 62 * 86_400_000
const BEAT_MS = 15_000
/** So many of the last mails a page gets. */
const LAST_MAILS = 30

/** The API behind the calendar page: what is in an account's calendar, live. Paths are those after `/api/calendar`. */
export function createCalendarPageApi(
  google: GoogleParts,
  clock: SandboxClock,
): { handle: Handler; close(): void } {
  const pages = new Set<ServerResponse>()
  // It says only that there is something new; what, each page asks for the week it shows.
  const tell = () => {
    for (const page of pages) page.write('event: changed\ndata: {}\n\n')
  }
  const stops = [google.subscribe(tell), clock.onMoved(tell)]
  const beat = setInterval(() => {
    for (const page of pages) page.write(': beat\n\n')
  }, BEAT_MS)
  beat.unref()

  function open(response: ServerResponse) {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    pages.add(response)
    response.once('close', () => pages.delete(response))
    response.write('event: changed\ndata: {}\n\n')
  }

  function show({ query, response }: Exchange) {
    const asked = Asked.safeParse(Object.fromEntries(query))
    if (!asked.success) return sendJson(response, 400, { error: z.prettifyError(asked.error) })
    const [from, to] = [asked.data.from.getTime(), asked.data.to.getTime()]
    if (to <= from || to - from > LONGEST_MS) return sendJson(response, 400, { error: 'Too long a time.' })
    const known = google.accounts.find(({ email }) => email === asked.data.account.toLowerCase())
    const events = known ? google.shown(known, from, to) : []
    const about = new Set(google.events(asked.data.account).map(({ id }) => id))
    const one = known && asked.data.event ? google.shownEvent(known, asked.data.event) : undefined
    sendJson(response, 200, {
      ...(one && { event: { ...one.json, origin: one.origin } }),
      accounts: google.accounts.map(({ email }) => email),
      timeZone: known?.timeZone ?? 'UTC',
      now: clock.now().toISOString(),
      events: events.map(({ json, origin }) => ({ ...json, origin })),
      mails: google.notified
        .filter((mail) => mail.by === known?.email || mail.to === known?.email || about.has(mail.event))
        .slice(-LAST_MAILS)
        .toReversed(),
    })
  }

  function write({ body, response }: Exchange) {
    const asked = Written.safeParse(parseJson(body))
    if (!asked.success) return sendJson(response, 400, { error: z.prettifyError(asked.error) })
    try {
      sendJson(response, 201, google.addFromPage(asked.data.account, asked.data.event))
    } catch (error) {
      if (!(error instanceof GoogleRefusal)) throw error
      sendJson(response, error.status, { error: error.message })
    }
  }

  function handle(exchange: Exchange): void {
    const { method, path, request, response } = exchange
    if (method === 'GET' && path === '') return show(exchange)
    if (method === 'GET' && path === '/live') return open(response)
    if (method !== 'POST' || path !== '/events') return sendText(response, 404, 'Not found')
    // No page of another origin can send this type without asking first, and nobody answers that question.
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return sendText(response, 415, 'Send application/json')
    }
    write(exchange)
  }

  return {
    handle,
    close() {
      for (const stop of stops) stop()
      clearInterval(beat)
      for (const page of pages) page.end()
    },
  }
}
