import { z } from 'zod'

const Json = z.record(z.string(), z.unknown())

/** What goes wrong when a tool is called. die: the process ends, or the connection is cut, in the middle of the call. */
const McpFault = z.enum([
  'hang',
  'die',
  'flood',
  'failure',
  'protocol error',
  'no structure',
  'wrong structure',
  'nonsense',
  'status 500',
])

export const McpStandInTool = z.object({
  name: z.string(),
  description: z.string().optional(),
  inputSchema: Json.optional(),
  outputSchema: Json.optional(),
  /** A text, or a whole result of the protocol. Absent: the arguments come back. environment: that of the process. */
  result: z.union([z.string(), z.object({ content: z.array(Json) }).loose()]).optional(),
  fault: McpFault.optional(),
  delayMs: z.number().optional(),
})
export type McpStandInTool = z.infer<typeof McpStandInTool>

/** Everything about a server that a test sets, at any time. */
export const McpBehaviour = z.object({
  tools: z.array(McpStandInTool),
  /** Tools in one page of the list. */
  pageSize: z.number().optional(),
  /** It takes the connection and never answers. */
  deaf: z.boolean().optional(),
})
export type McpBehaviour = z.infer<typeof McpBehaviour>
