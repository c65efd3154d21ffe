import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request to a stand-in, its body already read, and the response to write. */
export interface Exchange {
  readonly method: string
  /** Still percent-encoded, without the stand-in's prefix and without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** The body as it came. */
  readonly bytes: Buffer
  /** The same as text. */
  readonly body: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Answers the exchange, or leaves it hanging on purpose. */
export type Handler = (exchange: Exchange) => void | Promise<void>

const BODY_LIMIT = 32 * 1024 * 1024

/** Starts one server that gives each prefix of `routes` (longest first wins) its own handler. */
export async function listen(
  routes: ReadonlyMap<string, Handler>,
  port: number,
  host: string,
): Promise<{ server: Server; url: string }> {
  const prefixes = [...routes.keys()].toSorted((a, b) => b.length - a.length)
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      if (response.headersSent) response.destroy()
      else sendText(response, 500, `The sandbox failed: ${message}`)
    })
  })
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const target = request.url ?? '/'
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))
    const prefix = prefixes.find((one) => path === one || path.startsWith(one === '/' ? one : `${one}/`))
    const handler = prefix === undefined ? undefined : routes.get(prefix)
    if (prefix === undefined || !handler) return sendText(response, 404, 'Not found')
    const bytes = await readBody(request)
    if (!bytes) return sendText(response, 413, 'Too large')
    let text: string | undefined
    await handler({
      method: request.method ?? 'GET',
      path: prefix === '/' ? path : path.slice(prefix.length),
      query,
      bytes,
      get body() {
        return (text ??= bytes.toString('utf8'))
      },
      request,
      response,
    })
  }
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return { server, url: `http://${name}:${bound}` }
}

/** Undefined when it is too large; even then it is read to its end, or the caller would not hear the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return Buffer.alloc(0)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= BODY_LIMIT) chunks.push(chunk)
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks)
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

export function sendText(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** The JSON of a body, or undefined when it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Aborts when the caller has hung up before it got its answer. */
export function hungUp(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
