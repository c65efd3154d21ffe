import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

/** Tavily's extract (PROTOCOLS 7.3): Tavily fetches the page, so no request of ours goes where the model says. */
export default defineTool({
  description:
    'Read a web page. Use when the person sends a link, or when a search result needs a closer look.',
  input: z.object({
    url: z
      // As it is fetched: `/secret/../page` must not be taken for the `/page` that the person named, and sent as it is.
      .url({ protocol: /^https?$/, normalize: true })
      .max(2_000)
      .describe('The address of the page'),
  }),
  env: { TAVILY_API_KEY: z.string().min(1), TAVILY_BASE_URL: z.url().optional() },
  outside: true,
  core: true,
  timeoutMs: 35_000,
  // An address can carry away what the conversation holds: the person, or a search, must have named it as it is.
  addresses: ({ url }) => [url],
  summary: ({ url }) => `Read page ${url}`,

  async run({ url }, { env, log }) {
    const { tavily } = await import('@tavily/core')
    const client = tavily({
      apiKey: env.TAVILY_API_KEY,
      ...(env.TAVILY_BASE_URL && { apiBaseURL: env.TAVILY_BASE_URL }),
    })
    const { results } = await client
      .extract([url], { format: 'markdown', timeout: 30 })
      .catch((err: unknown) => {
        log.warn({ err }, 'extract failed')
        throw new ToolFailure('Web pages cannot be read right now.', { cause: err })
      })
    const page = results[0]
    if (!page?.rawContent)
      throw new ToolFailure('This page could not be read. It may not exist, or not be public.')
    return `${page.url}\n\n${page.rawContent}`
  },
})
