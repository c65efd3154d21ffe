import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import type { Logger } from 'pino'
import type { Feed } from './calendars/feed/feed.ts'
import { sendFeed } from './calendars/feed/feed-route.ts'
import type { Channel, WebhookRequest } from './channels/channel.ts'
import { WebhookRejected } from './errors.ts'
import type { Metrics } from './metrics.ts'
import { sendOwnData } from './own-data-route.ts'
import type { Export } from './people/export.ts'
import type { Receive } from './receive.ts'

export interface HttpSettings {
  /** The channels whose webhooks are taken; none in a process that is only a worker. */
  channels: Iterable<Channel>
  receive: Receive
  metrics: Metrics
  log: Logger
  /** Throws, with a reason in words, while the process cannot do its work. */
  assertReady(): Promise<void>
  /** Refreshes figures that are read rather than counted, before each scrape. When it throws, they are left out. */
  beforeScrape(): Promise<void>
  /** A recording of ours by the token in its address; undefined when there is none, or the address is too old. */
  recording(token: string): Promise<{ contentType: string; bytes: Buffer } | undefined>
  /** The feeds of local calendars. */
  feed: Pick<Feed, 'read'>
  /** Everything about one person, by a private link. */
  ownData: Export
  /** The pages on the way to Google and back; none where people cannot connect it. */
  oauthPages: Router | undefined
  /** Where `/` leads, if anywhere. */
  home: string | undefined
}

/** The routes. Nothing here waits for a model: a webhook is answered when its messages are on disk. */
export function createHttp(settings: HttpSettings): Express {
  const { receive, metrics, log } = settings
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(measure(metrics))

  for (const channel of settings.channels) {
    const path = `/webhooks/${channel.name}`
    const body = express.raw({ type: () => true, limit: '1mb' })
    const { contentType, body: acknowledgement } = channel.acknowledgement
    const answer = (handle: (request: WebhookRequest) => Promise<void>): RequestHandler[] => [
      body,
      async (request, response) => {
        await handle(toWebhook(request))
        response.status(200).set('content-type', contentType).end(acknowledgement)
      },
    ]
    app.post(path, ...answer((request) => receive.messages(channel, request)))
    app.post(`${path}/status`, ...answer((request) => receive.statuses(channel, request)))
    app.all([path, `${path}/status`], (_request, response) => {
      response.set('allow', 'POST')
      plain(response, 405, 'Only POST is answered here.')
    })
  }

  app.get('/media/:token.ogg', sendRecording(settings))
  app.get('/calendar/:token.ics', sendFeed(settings.feed))
  app.get('/my-data/:token', sendOwnData(settings.ownData, log))
  if (settings.oauthPages) app.use(settings.oauthPages)
  app.get('/healthz', (_request, response) => plain(response, 200, 'alive'))
  app.get('/readyz', async (_request, response) => {
    try {
      await settings.assertReady()
      plain(response, 200, 'ready')
    } catch (err) {
      log.warn({ err }, 'not ready')
      plain(response, 503, 'not ready')
    }
  })
  app.get('/metrics', async (_request, response) => {
    try {
      await settings.beforeScrape()
    } catch (err) {
      // The counters are wanted most while something is down. An old depth of the queue would pass for today's.
      log.warn({ err }, 'figures read at each scrape are missing from the metrics')
      metrics.queue.reset()
    }
    response.set('content-type', metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  app.get('/', (_request, response) => {
    if (settings.home) response.redirect(302, settings.home)
    else plain(response, 200, 'Majordomo is running.')
  })
  app.use((_request, response) => plain(response, 404, 'There is nothing here.'))
  app.use(refuse(log))
  return app
}

function sendRecording({ recording }: HttpSettings): RequestHandler<{ token: string }> {
  return async (request, response) => {
    const found = await recording(request.params.token)
    if (!found) return plain(response, 404, 'There is nothing here.')
    const headers = { 'content-type': found.contentType, 'cache-control': 'private, no-store' }
    response.set({ ...headers, 'x-content-type-options': 'nosniff' }).send(found.bytes)
  }
}

function toWebhook(request: Request): WebhookRequest {
  const body: unknown = request.body
  return {
    path: request.originalUrl,
    headers: request.headers,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  }
}

/** Every failure becomes one short plain sentence. What is not the sender's fault is a 503, so that it comes again. */
function refuse(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (error instanceof WebhookRejected) return plain(response, error.status, error.message)
    const status = error instanceof Error && 'status' in error ? error.status : undefined
    if (status === 413) return plain(response, 413, 'The request is larger than 1 MB.')
    if (typeof status === 'number' && status >= 400 && status < 500)
      return plain(response, 400, 'The request is malformed.')
    const { path: route }: { path?: unknown } = request.route ?? {} // the path itself may hold a token
    log.error({ err: error, route }, 'request failed')
    return plain(response, 503, 'Not available right now, please try again.')
  }
}

function plain(response: Response, status: number, text: string): void {
  if (response.headersSent) return
  response.status(status).set('content-type', 'text/plain; charset=utf-8').end(text)
}

function measure(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const end = metrics.http.startTimer()
    response.on('finish', () => {
      const { path: route }: { path?: unknown } = request.route ?? {}
      end({
        http_route: typeof route === 'string' ? route : 'none',
        http_request_method: request.method,
        http_response_status_code: response.statusCode,
      })
    })
    next()
  }
}
