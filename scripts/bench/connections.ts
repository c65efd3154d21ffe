import { connect, type Socket } from 'node:net'

/** Keep-alive connections to one server. Costs a third of `node:http`, so that the generator takes little of the cores. */
export interface Connections extends Disposable {
  /** Sends the bytes of one request and resolves with the status of its answer. */
  post(request: Buffer): Promise<number>
}

interface Connection {
  socket: Socket
  received: string
  answered: PromiseWithResolvers<number> | undefined
}

/** Opens as many as are in use at once. Understands answers with a Content-Length, and no others. */
export function openConnections(url: string): Connections {
  const { hostname, port } = new URL(url)
  const idle: Connection[] = []
  const open = new Set<Connection>()

  function read(connection: Connection, chunk: string): void {
    connection.received += chunk
    const end = connection.received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(connection.received.slice(0, end))?.[1]
    if (length === undefined) {
      connection.socket.destroy(new Error('an answer without Content-Length'))
      return
    }
    if (connection.received.length < end + 4 + Number(length)) return
    const status = Number(connection.received.slice(9, 12))
    connection.received = ''
    const { answered } = connection
    connection.answered = undefined
    idle.push(connection)
    answered?.resolve(status)
  }

  function start(): Connection {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const connection: Connection = { socket, received: '', answered: undefined }
    open.add(connection)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => read(connection, chunk))
    const lost = (error?: Error): void => {
      open.delete(connection)
      const at = idle.indexOf(connection)
      if (at >= 0) idle.splice(at, 1)
      connection.answered?.reject(error ?? new Error('the connection was closed'))
      connection.answered = undefined
    }
    socket.on('error', lost)
    socket.on('close', () => lost())
    return connection
  }

  return {
    post(request) {
      const connection = idle.pop() ?? start()
      const answered = Promise.withResolvers<number>()
      connection.answered = answered
      connection.socket.write(request)
      return answered.promise
    },
    [Symbol.dispose]() {
      for (const { socket } of open) socket.destroy()
    },
  }
}
