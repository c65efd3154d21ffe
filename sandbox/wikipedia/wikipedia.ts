import { z } from 'zod'
import { sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { createFaultQueue, faultDetails, playWireFault, type RefuseWith } from '../faults.ts'
import { ARTICLES, type Article } from './articles.ts'

export const WikipediaFault = z.object({
  route: z.enum(['search', 'extracts']).optional(),
  /** `garbage`: an error of the API, which comes with 200. */
  kind: z.enum(['403', '429', '500', '502', 'hang', 'slow', 'cut', 'truncated', 'garbage']),
  ...faultDetails,
})
export type WikipediaFault = z.infer<typeof WikipediaFault>

export interface WikipediaStandIn {
  /** The accepted requests, oldest first. */
  readonly requests: readonly { edition: string; query: Record<string, string> }[]
  /** Adds an article, or replaces one. */
  publish(article: Article): void
  misbehave(fault: WikipediaFault): void
  reset(): void
}

/** `/<edition>/w/api.php`: MediaWiki's search and extracts, over a few articles. */
export function createWikipedia(): WikipediaStandIn & { handle: Handler } {
  const articles = new Map<string, Article>()
  const requests: { edition: string; query: Record<string, string> }[] = []
  const faults = createFaultQueue<WikipediaFault>()
  const publish = (article: Article) => void articles.set(`${article.edition}:${article.title}`, article)
  for (const article of ARTICLES) publish(article)

  async function handle(exchange: Exchange): Promise<void> {
    const { path, query, response } = exchange
    const edition = /^\/([a-z-]{2,12})\/w\/api\.php$/.exec(path)?.[1]
    if (!edition) return sendText(response, 404, 'Not Found')
    const route = query.get('list') === 'search' ? 'search' : 'extracts'
    const fault = faults.take((one) => one.route === undefined || one.route === route)
    if (fault?.kind === 'garbage')
      return sendJson(response, 200, { error: { code: 'readonly', info: 'The wiki is out of order.' } })
    const refuse: RefuseWith = (status) => sendText(response, status, 'Out of order')
    if (fault && (await playWireFault(exchange, fault, refuse))) return
    requests.push({ edition, query: Object.fromEntries(query) })
    const here = [...articles.values()].filter((one) => one.edition === edition)
    const answer =
      route === 'search'
        ? search(here, query.get('srsearch') ?? '')
        : extract(here, query.get('titles') ?? '')
    if (fault?.kind === 'truncated')
      return sendText(response, 200, JSON.stringify(answer).slice(0, 30), 'application/json')
    sendJson(response, 200, answer)
  }

  return {
    handle,
    requests,
    publish,
    misbehave: (fault) => faults.add(WikipediaFault.parse(fault)),
    reset() {
      faults.clear()
      requests.length = 0
      articles.clear()
      for (const article of ARTICLES) publish(article)
    },
  }
}

/** Articles that hold every word, those with the words in the title first. */
function search(articles: Article[], words: string): object {
  const wanted = fold(words).match(/[\p{L}\p{N}]+/gu) ?? []
  const holds = (text: string) => wanted.every((word) => fold(text).includes(word))
  const found = articles.filter(({ title, text }) => wanted.length > 0 && holds(`${title} ${text}`))
  const ordered = [
    ...found.filter(({ title }) => holds(title)),
    ...found.filter(({ title }) => !holds(title)),
  ]
  return {
    batchcomplete: '',
    query: {
      searchinfo: { totalhits: ordered.length },
      search: ordered
        .slice(0, 10)
        .map(({ title, text }, at) => ({ ns: 0, title, pageid: at + 1, snippet: text.slice(0, 80) })),
    },
  }
}

function extract(articles: Article[], title: string): object {
  const found = articles.find((one) => one.title === title)
  const page = found ? { pageid: 1, ns: 0, title, extract: found.text } : { ns: 0, title, missing: '' }
  return { batchcomplete: '', query: { pages: { [found ? '1' : '-1']: page } } }
}

const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
