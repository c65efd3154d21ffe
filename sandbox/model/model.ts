import { hungUp, parseJson, sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { createFaultQueue, pause, playWireFault } from '../faults.ts'
import { messagesEvents, messagesJson, readMessages } from './anthropic-messages.ts'
import { think } from './brain.ts'
import { ModelFault } from './model-faults.ts'
import { noQuota, openaiKeyProblem, sendModelError, usualError, type Provider } from './model-errors.ts'
import { isRefusal, type ModelRefusal, type ModelReply, type ModelRequest } from './model-request.ts'
import { chatEvents, chatJson, readChat } from './openai-chat.ts'
import { readResponses, responsesEvents, responsesJson } from './openai-responses.ts'
import { completeReply, createScript, type ScriptedReply, type ScriptOptions } from './script.ts'

/** One model behind both providers' APIs. */
export interface ModelStandIn {
  /** The valid requests, oldest first; only the last thousand are kept, the last fifty with their pictures. */
  readonly requests: readonly ModelRequest[]
  /** How many requests came in, and how many of them were refused as invalid. */
  readonly counts: Readonly<Record<Provider | 'invalid' | 'waiting', number>>
  /** How long it takes to answer, ms. */
  thinkMs: number
  /** Writes the next answer; without one the built-in brain answers. */
  replies(reply: ScriptedReply, options?: ScriptOptions): void
  misbehave(fault: ModelFault): void
  /** Keeps requests waiting from now until the returned function is called. */
  hold(): () => void
  reset(): void
}

export interface ModelParts extends ModelStandIn {
  openai: Handler
  anthropic: Handler
  close(): void
}

/** How one of the three APIs writes an answer. */
interface Voice {
  json(request: ModelRequest, reply: ModelReply): unknown
  events(request: ModelRequest, reply: ModelReply): string[]
}

const KEPT = 1000
/** So many requests keep their pictures, which are heavy. */
const KEPT_WITH_PICTURES = 50
/** The models that can be looked up; a conversation takes any name. */
const OPENAI_MODELS = ['gpt-4o-mini', 'gpt-4o', 'whisper-1', 'gpt-4o-mini-transcribe', 'gpt-4o-mini-tts']
const ANTHROPIC_MODELS = ['claude-haiku-4-5', 'claude-sonnet-4-5']

export function createModel(thinkMs: number): ModelParts {
  const requests: ModelRequest[] = []
  const counts = { openai: 0, anthropic: 0, invalid: 0, waiting: 0 }
  const script = createScript()
  const faults = createFaultQueue<ModelFault>()
  const holds = new Set<Promise<void>>()
  const releases = new Set<() => void>()

  async function answer(exchange: Exchange, read: { request: ModelRequest } | ModelRefusal, voice: Voice) {
    const { response } = exchange
    if (isRefusal(read)) {
      counts.invalid++
      const provider = exchange.path.endsWith('/messages') ? 'anthropic' : 'openai'
      return sendModelError(response, provider, read)
    }
    const { request } = read
    const { provider } = request
    requests.push(request)
    if (requests.length > KEPT) requests.shift()
    const old = requests.at(-KEPT_WITH_PICTURES - 1)
    if (old?.messages.some((message) => message.images > 0)) {
      old.raw = undefined
      for (const message of old.messages) message.pictures = []
    }
    const fault = faults.take((one) => one.provider === undefined || one.provider === provider)
    const reshaped =
      fault && ['cut', 'truncatedJson', 'emptyContent', 'insufficientQuota'].includes(fault.kind)
    if (fault?.kind === 'insufficientQuota') return sendModelError(response, provider, noQuota(provider))
    if (fault && !reshaped) {
      const over = await playWireFault(exchange, fault, (status, headers) =>
        sendModelError(response, provider, usualError(provider, status), headers),
      )
      if (over) return
    }
    const gone = hungUp(response)
    counts.waiting++
    while (holds.size > 0 && !gone.aborted) await Promise.race([...holds, aborted(gone)])
    await pause(model.thinkMs, gone)
    counts.waiting--
    if (gone.aborted) return
    const empty: ModelReply = { text: '', toolCalls: [] }
    const reply =
      fault?.kind === 'emptyContent'
        ? empty
        : ((await script.next(request)) ?? completeReply(think(request), request))
    if (request.stream) return sendEvents(exchange, voice.events(request, reply), fault?.kind)
    const json = voice.json(request, reply)
    if (fault?.kind === 'cut') exchange.request.socket.destroy()
    else if (fault?.kind === 'truncatedJson') {
      const whole = JSON.stringify(json)
      sendText(response, 200, whole.slice(0, Math.floor(whole.length / 2)), 'application/json')
    } else sendJson(response, 200, json, { 'x-request-id': 'req_sandbox' })
  }

  async function openai(exchange: Exchange): Promise<void> {
    const { path, method, request, response } = exchange
    counts.openai++
    const stranger = openaiKeyProblem(request)
    if (stranger) return sendModelError(response, 'openai', stranger)
    if (method === 'GET' && path === '/v1/models') {
      return sendJson(response, 200, { object: 'list', data: OPENAI_MODELS.map(openaiModel) })
    }
    if (method === 'GET' && path.startsWith('/v1/models/')) {
      const id = askedModel(path)
      if (OPENAI_MODELS.includes(id)) return sendJson(response, 200, openaiModel(id))
      return sendModelError(response, 'openai', { ...usualError('openai', 404), param: 'model' })
    }
    const body = parseJson(exchange.body)
    if (method === 'POST' && path === '/v1/chat/completions') {
      const read = readChat(body)
      const usage = 'includeUsage' in read && read.includeUsage
      return answer(exchange, read, {
        json: chatJson,
        events: (asked, reply) => chatEvents(asked, reply, usage),
      })
    }
    if (method === 'POST' && path === '/v1/responses') {
      return answer(exchange, readResponses(body), { json: responsesJson, events: responsesEvents })
    }
    const message = `Unknown request URL: ${method} ${path}. The sandbox does not stand in for it.`
    sendModelError(response, 'openai', { status: 404, message, code: 'unknown_url' })
  }

  async function anthropic(exchange: Exchange): Promise<void> {
    const { path, method, request, response } = exchange
    counts.anthropic++
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || !key || key === 'sk-bad') {
      return sendModelError(response, 'anthropic', usualError('anthropic', 401))
    }
    const asked = method === 'GET' ? /^\/v1\/models(?:$|\/)/.exec(path) : undefined
    if (!asked && (method !== 'POST' || path !== '/v1/messages')) {
      return sendModelError(response, 'anthropic', {
        status: 404,
        type: 'not_found_error',
        message: 'Not found',
      })
    }
    if (!request.headers['anthropic-version']) {
      return sendModelError(response, 'anthropic', {
        status: 400,
        message: 'anthropic-version: header is required',
      })
    }
    if (asked) {
      const data = ANTHROPIC_MODELS.map((id) => ({
        type: 'model',
        id,
        display_name: id,
        created_at: '2026-01-01T00:00:00Z',
      }))
      const list = { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id }
      const found = path === '/v1/models' ? list : data.find(({ id }) => id === askedModel(path))
      if (found) return sendJson(response, 200, found)
      return sendModelError(response, 'anthropic', usualError('anthropic', 404))
    }
    await answer(exchange, readMessages(parseJson(exchange.body)), {
      json: messagesJson,
      events: messagesEvents,
    })
  }

  const model: ModelParts = {
    requests,
    counts,
    thinkMs,
    replies: (reply, options) => script.add(reply, options),
    misbehave: (fault) => faults.add(ModelFault.parse(fault)),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      const release = () => {
        holds.delete(promise)
        releases.delete(release)
        resolve()
      }
      holds.add(promise)
      releases.add(release)
      return release
    },
    reset() {
      script.clear()
      faults.clear()
      requests.length = 0
      Object.assign(counts, { openai: 0, anthropic: 0, invalid: 0 })
      for (const release of releases) release()
    },
    openai,
    anthropic,
    close() {
      for (const release of releases) release()
    },
  }
  return model
}

const openaiModel = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'sandbox' })

const askedModel = (path: string): string => decodeURIComponent(path.slice('/v1/models/'.length))

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

function sendEvents({ response }: Exchange, events: string[], fault: string | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  if (fault !== 'cut' && fault !== 'truncatedJson') {
    response.end(events.join(''))
    return
  }
  const half = events.slice(0, Math.ceil(events.length / 2)).join('')
  if (fault === 'truncatedJson') response.end(half.slice(0, -12))
  else response.write(half, () => response.destroy())
}
