import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

/**
 * Tavily's search (PROTOCOLS 7.2). What is searched for goes to Tavily and to no other address. Its client takes neither a
 * signal nor gives a status, only an error's words.
 */
export default defineTool({
  description:
    'Search the web. Use for news, current facts, opening hours, prices, and whatever you are not sure of. ' +
    'Name the sources you use with their links.',
  input: z.object({
    query: z.string().min(2).max(400).describe('What to search for, as one would type it'),
    topic: z.enum(['general', 'news', 'finance']).optional().describe('"news" for what happened lately'),
    days: z
      .number()
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe('Only what is at most this many days old (news)'),
  }),
  env: { TAVILY_API_KEY: z.string().min(1), TAVILY_BASE_URL: z.url().optional() },
  outside: true,
  core: true,
  timeoutMs: 25_000,

  async run({ query, topic, days }, { env, log }) {
    const { tavily } = await import('@tavily/core')
    const client = tavily({
      apiKey: env.TAVILY_API_KEY,
      ...(env.TAVILY_BASE_URL && { apiBaseURL: env.TAVILY_BASE_URL }),
    })
    const found = await client
      .search(query, { maxResults: 5, ...(topic && { topic }), ...(days && { days }), timeout: 20 })
      .catch((err: unknown) => {
        log.warn({ err }, 'search failed')
        throw new ToolFailure('The web search does not work right now.', { cause: err })
      })
    if (found.results.length === 0) return 'Nothing was found.'
    const texts = found.results.map(({ title, url, content, publishedDate }) =>
      [title, url, publishedDate, content].filter(Boolean).join('\n'),
    )
    return { text: texts.join('\n\n'), links: found.results.map(({ url }) => url) }
  },
})
