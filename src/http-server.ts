import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'
import { PermanentError } from './errors.ts'

/** Resolves with the address on this machine. Throws `PermanentError` in words when the port cannot be had. */
export async function listen(server: Server, { port, host }: Config): Promise<string> {
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'EADDRINUSE' ? `port ${port} is taken; set PORT to another` : cause.message
      failed(new PermanentError(`Cannot listen: ${reason}`, { cause }))
    })
    server.listen(port, host, done)
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** Lets the requests under way end, for three seconds. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), 3_000).unref()
  await closed
}
