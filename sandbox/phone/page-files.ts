import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { sendText, type Handler } from '../exchange.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Serves the built page; every path that is no file gets its index.html. */
export function servePages(folder: string | undefined): Handler {
  return async ({ method, path, response }) => {
    if (!folder || (method !== 'GET' && method !== 'HEAD')) return sendText(response, 404, 'Not found')
    const name = normalize(decoded(path))
    const inside = join(folder, name)
    const asked = inside.startsWith(folder + sep) && extname(name) ? await read(inside) : undefined
    const bytes = asked ?? (extname(name) ? undefined : await read(join(folder, 'index.html')))
    if (!bytes) return sendText(response, 404, 'Not found')
    response.writeHead(200, {
      'content-type':
        (asked && TYPES[extname(name)]) ?? (asked ? 'application/octet-stream' : TYPES['.html']),
      'content-length': bytes.length,
      'cache-control':
        asked && name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    response.end(method === 'HEAD' ? undefined : bytes)
  }
}

const read = (path: string) => readFile(path).catch(() => undefined)

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return '/'
  }
}
