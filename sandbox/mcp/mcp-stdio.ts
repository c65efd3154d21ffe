import { appendFileSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { McpBehaviour } from './behaviour.ts'
import { createMcpServer } from './mcp-server.ts'

/**
 * A stand-in for an MCP server that is started as a process. Its arguments: a JSON file with its behaviour, which is read
 * again for each request, and a file to which it adds its process id at each start.
 */
const [, , behaviourFile = '', pidFile = ''] = process.argv
const behaviour = () => McpBehaviour.parse(JSON.parse(readFileSync(behaviourFile, 'utf8')))

appendFileSync(pidFile, `${process.pid}\n`)
process.stderr.write('the stand-in is up\n')
if (behaviour().deaf) {
  process.stdin.resume()
} else {
  const server = createMcpServer({
    behaviour,
    called: () => undefined,
    die: () => process.kill(process.pid, 'SIGKILL'),
    environment: () => ({ ...process.env }),
  })
  await server.connect(new StdioServerTransport())
}
