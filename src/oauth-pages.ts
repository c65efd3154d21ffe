import express, { type RequestHandler, type Router } from 'express'
import type { Logger } from 'pino'
import { CALLBACK_PATH, type Connect, START_PATH } from './calendars/google/connect.ts'
import { GoogleFailed } from './calendars/google/errors.ts'
import { GrantIncomplete } from './calendars/google/grants.ts'
import { TransientError } from './errors.ts'
import { type Page, sendPage } from './html-page.ts'

/** Longer than Google takes in all, shorter than a person waits. */
const FINISH_TIMEOUT_MS = 20_000

/** The two pages between the chat and Google's consent. No script, nothing from elsewhere, nothing kept by anybody. */
export function createOAuthPages(settings: { connect: Connect; assistantName: string; log: Logger }): Router {
  const { connect, assistantName, log } = settings
  const router = express.Router()

  router.get(
    START_PATH,
    answer(log, async (query) => {
      const link = await connect.look(query.state)
      if (link.state !== 'open') return linkPage(link.state)
      return {
        status: 200,
        title: 'Connect a Google calendar',
        words: [
          `${assistantName} would see and change the Google calendar that you choose next, for the chat of the number ${hidden(link.person)}.`,
          'Go on only if you asked for this link in your own chat: whoever has that chat will see the calendar.',
        ],
        button: { label: 'Go on to Google', href: link.consentUrl },
      }
    }),
  )

  router.get(
    CALLBACK_PATH,
    answer(log, async (query) => {
      if (query.error) return refusedPage(query.error)
      if (!query.code) return linkPage('unknown')
      const { state } = await connect.finish(query.state, query.code, AbortSignal.timeout(FINISH_TIMEOUT_MS))
      if (state !== 'connected') return linkPage(state)
      return {
        status: 200,
        title: 'Connected',
        words: [`Connected. You can close this page: ${assistantName} says so in your chat.`],
      }
    }),
  )
  return router
}

function answer(
  log: Logger,
  find: (query: Record<'state' | 'code' | 'error', string>) => Promise<Page>,
): RequestHandler {
  return async (request, response) => {
    // The address holds a secret: nothing after it is told where somebody came from.
    const { state, code, error } = request.query
    const query = { state: wordOf(state), code: wordOf(code), error: wordOf(error) }
    try {
      sendPage(response, await find(query))
    } catch (err) {
      const page = failurePage(err)
      if (page.status >= 500) log.warn({ err }, 'a Google calendar could not be connected')
      sendPage(response, page)
    }
  }
}

const wordOf = (value: unknown): string => (typeof value === 'string' && value.length <= 2000 ? value : '')

const AGAIN = 'Open the link in your chat once more to try again.'
const NEW_LINK = 'Ask in your chat for a new link: "Connect my Google calendar".'

function linkPage(state: 'unknown' | 'used' | 'expired'): Page {
  switch (state) {
    case 'used':
      return {
        status: 410,
        title: 'This link was used already',
        words: ['A link connects once. If that was you, your calendar is connected.', NEW_LINK],
      }
    case 'expired':
      return {
        status: 410,
        title: 'This link is too old',
        words: ['A link is good for a while only. Nothing was connected.', NEW_LINK],
      }
    case 'unknown':
      return {
        status: 400,
        title: 'This link is not one of ours',
        words: ['It may have been cut off on the way. Nothing was connected.', NEW_LINK],
      }
  }
}

function refusedPage(error: string): Page {
  if (error === 'access_denied')
    return {
      status: 403,
      title: 'Not connected',
      words: ['You did not allow it at Google, so nothing was connected and nothing was stored.', AGAIN],
    }
  return {
    status: 502,
    title: 'Google refused',
    words: ['Google did not ask you for your consent. Nothing was connected.', AGAIN],
  }
}

function failurePage(error: unknown): Page {
  if (error instanceof GrantIncomplete) return incompletePage(error.missing)
  const isDown =
    error instanceof TransientError ||
    (error instanceof GoogleFailed && (error.outcome !== 'refused' || error.isBusy))
  if (isDown)
    return {
      status: 503,
      title: 'Google does not answer',
      words: ['Nothing was connected.', `${AGAIN} If Google is still down, wait a few minutes.`],
    }
  // The code was used or made up; a reload of this page does that.
  if (error instanceof GoogleFailed && error.reason === 'invalid_grant')
    return {
      status: 400,
      title: 'Not connected',
      words: ['Google does not know this consent any more.', AGAIN],
    }
  return {
    status: 503,
    title: 'Not connected',
    words: ['Something is wrong here, not with you. Nothing was connected.', 'Please try again later.'],
  }
}

function incompletePage(missing: string[]): Page {
  if (missing.length === 0)
    return {
      status: 403,
      title: 'Not connected',
      words: ['Google gave access for an hour only, so nothing was stored.', AGAIN],
    }
  return {
    status: 403,
    title: 'Something was left unticked',
    words: [
      `Without this the calendar cannot be kept: ${missing.join('; ')}. Nothing was connected and nothing was stored.`,
      `${AGAIN} On Google's page, leave every box ticked.`,
    ],
  }
}

/** Enough to know one's own number by, and nothing to find another's out with. */
function hidden(person: string): string {
  const tail = person.slice(-3)
  return `${person.startsWith('+') ? '+' : ''}${'•'.repeat(Math.max(4, person.length - 4))}${tail}`
}
