import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

const PAGES = 2
/** Characters of each page that the model gets; an encyclopedia says the most important things first. */
const LONGEST = 2_500

/**
 * LangChain's tool: it searches, then fetches the whole text of each page that was found. It has no time limit, so the wait
 * for it has one; for nothing found it returns a sentence; a page that says of several things which is which comes as it is.
 */
export default defineTool({
  description:
    'Look up a person, a place, a thing or an event in Wikipedia, in the language of the person. Use for facts that have stood ' +
    'for a while; for news and prices search the web. Name the page with its link.',
  input: z.object({
    subject: z
      .string()
      .trim()
      .min(2)
      .max(200)
      .describe('What to look up, e.g. "Ada Lovelace", not a whole question'),
  }),
  env: { WIKIPEDIA_BASE_URL: z.url().optional() },
  outside: true,
  timeoutMs: 20_000,
  limit: { calls: 60, per: 'hour' },

  async run({ subject }, { env, person, signal, log }) {
    const { WikipediaQueryRun } = await import('@langchain/community/tools/wikipedia_query_run')

    async function lookUp(edition: string): Promise<{ title: string; text: string; link: string }[]> {
      const site = `https://${edition}.wikipedia.org`
      const baseUrl = `${env.WIKIPEDIA_BASE_URL ? `${env.WIKIPEDIA_BASE_URL}/${edition}` : site}/w/api.php`
      const wikipedia = new WikipediaQueryRun({ topKResults: PAGES, maxDocContentLength: 1_000_000, baseUrl })
      const found = await withinTime(wikipedia._call(subject), signal).catch((err: unknown) => {
        log.warn({ err }, 'wikipedia failed')
        throw new ToolFailure('Wikipedia cannot be reached right now.', { cause: err })
      })
      return found.split(/^Page: (?=.+\nSummary: )/m).flatMap((part) => {
        const [, title = '', text = ''] = /^(.+)\nSummary: ([\s\S]+)$/.exec(part) ?? []
        if (!title || text.trim() === '' || text === 'undefined') return []
        const link = `${site}/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`
        return [{ title, text: beginning(text.trim()), link }]
      })
    }

    const edition = editionFor(person.language)
    const own = await lookUp(edition)
    const pages = own.length > 0 || edition === 'en' ? own : await lookUp('en')
    if (pages.length === 0) return `Wikipedia has nothing about "${subject}".`
    return {
      text: pages.map(({ title, text, link }) => `${title}\n${link}\n${text}`).join('\n\n'),
      links: pages.map(({ link }) => link),
    }
  },
})

/** Editions are named by the language, but for a few; a tag that cannot be one leads to the English edition. */
function editionFor(language: string): string {
  const [primary = ''] = language.toLowerCase().split('-')
  if (primary === 'nb') return 'no'
  return /^[a-z]{2,3}$/.test(primary) ? primary : 'en'
}

function beginning(text: string): string {
  if (text.length <= LONGEST) return text
  const cut = text.slice(0, LONGEST)
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('\n'))
  return `${(end > LONGEST / 2 ? cut.slice(0, end + 1) : cut).toWellFormed()} …`
}

/** The requests themselves go on until they end: LangChain's tool takes no signal to them. */
async function withinTime<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const late = Promise.withResolvers<never>()
  const stop = () => late.reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, late.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
