import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseJson, sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { createFaultQueue, faultDetails, playWireFault } from '../faults.ts'
import { inventPage, inventSearch } from './invented.ts'
import { CORPUS, searchPages, type Page } from './corpus.ts'

export const TavilyFault = z.object({
  route: z.enum(['search', 'extract']).optional(),
  /** 432 is the plan's limit, 433 the pay-as-you-go limit. */
  kind: z.enum(['400', '401', '403', '429', '432', '433', '500', '502', 'hang', 'slow', 'cut', 'truncated']),
  ...faultDetails,
})
export type TavilyFault = z.infer<typeof TavilyFault>

/** What the next search finds, in place of the built-in pages. */
interface ScriptedSearch {
  results: { title: string; url: string; content: string; score?: number; published_date?: string }[]
  answer?: string
}

export interface TavilyStandIn {
  /** The accepted requests as they came, oldest first. */
  readonly requests: readonly { route: 'search' | 'extract'; body: unknown }[]
  returns(search: ScriptedSearch): void
  /** Adds a page, or replaces one, for search and extract. */
  publish(page: Page): void
  misbehave(fault: TavilyFault): void
  reset(): void
}

export interface TavilyParts extends TavilyStandIn {
  handle: Handler
}

const SearchRequest = z.looseObject({
  query: z.string().min(1).max(400),
  topic: z.enum(['general', 'news', 'finance']).optional(),
  max_results: z.number().int().min(0).max(20).optional(),
  include_answer: z.union([z.boolean(), z.string()]).optional(),
  include_raw_content: z.union([z.boolean(), z.string()]).optional(),
  include_domains: z.array(z.string()).optional(),
  exclude_domains: z.array(z.string()).optional(),
})
const ExtractRequest = z.looseObject({
  urls: z.union([z.string(), z.array(z.string()).min(1).max(20)]),
})

const DETAILS: Record<number, string> = {
  400: 'Bad request.',
  401: 'Unauthorized: missing or invalid API key.',
  403: 'Forbidden.',
  429: 'Your request has been blocked due to excessive requests.',
  432: "This request exceeds your plan's set usage limit.",
  433: 'This request exceeds the pay-as-you-go limit.',
  500: 'Internal server error.',
}

/** Tavily's search and extract (PROTOCOLS 7) over a dozen invented pages. */
export function createTavily(): TavilyParts {
  const pages = new Map(CORPUS.map((page) => [page.url, page]))
  const scripted: ScriptedSearch[] = []
  const requests: { route: 'search' | 'extract'; body: unknown }[] = []
  const faults = createFaultQueue<TavilyFault>()

  const refuse = ({ response }: Exchange, status: number, error = DETAILS[status], headers = {}) =>
    sendJson(response, status, { detail: { error: error ?? `Error ${status}` } }, headers)

  function search(body: z.infer<typeof SearchRequest>) {
    const script = scripted.shift()
    const host = (page: Page) => new URL(page.url).hostname
    const of = (domains: string[] | undefined, page: Page) =>
      (domains ?? []).some((domain) => host(page) === domain || host(page).endsWith(`.${domain}`))
    const found = searchPages(pages.values(), body.query).filter(
      ({ page }) =>
        (body.topic !== 'news' || page.news) &&
        (!body.include_domains?.length || of(body.include_domains, page)) &&
        !of(body.exclude_domains, page),
    )
    const raw = Boolean(body.include_raw_content)
    const results =
      script?.results.map((result) => ({ score: 0.9, published_date: null, raw_content: null, ...result })) ??
      (found.length > 0 ? found : [{ page: inventSearch(body.query), score: 0.1 }]).map(
        ({ page, score }) => ({
          title: page.title,
          url: page.url,
          content: page.text,
          score,
          raw_content: raw ? `# ${page.title}\n\n${page.text}` : null,
          ...(body.topic === 'news' ? { published_date: new Date(page.published).toUTCString() } : {}),
        }),
      )
    return {
      query: body.query,
      answer: script?.answer ?? (body.include_answer ? (results[0]?.content ?? null) : null),
      images: [],
      follow_up_questions: null,
      results: results.slice(0, body.max_results ?? 5),
      response_time: 0.01,
      request_id: randomUUID(),
      usage: { credits: 1 },
    }
  }

  function extract({ urls }: z.infer<typeof ExtractRequest>) {
    const list = typeof urls === 'string' ? [urls] : urls
    const found = list.map((url) => ({
      url,
      page: pages.get(url) ?? pages.get(url.replace(/\/$/, '')) ?? inventPage(url),
    }))
    return {
      results: found.flatMap(({ url, page }) =>
        page ? [{ url, title: page.title, raw_content: `# ${page.title}\n\n${page.text}`, images: [] }] : [],
      ),
      failed_results: found.flatMap(({ url, page }) => (page ? [] : [{ url, error: 'Failed to fetch url' }])),
      response_time: 0.01,
      request_id: randomUUID(),
      usage: { credits: 1 },
    }
  }

  async function handle(exchange: Exchange): Promise<void> {
    const { method, path, request, response } = exchange
    const route = path === '/search' ? 'search' : path === '/extract' ? 'extract' : undefined
    if (!route || method !== 'POST') return refuse(exchange, 404, 'Not Found')
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (!key || key === 'tvly-bad') return refuse(exchange, 401)
    const fault = faults.take((one) => one.route === undefined || one.route === route)
    if (fault && fault.kind !== 'truncated') {
      const over = await playWireFault(exchange, fault, (status, headers) =>
        refuse(exchange, status, undefined, headers),
      )
      if (over) return
    }
    const body = parseJson(exchange.body)
    const asked = SearchRequest.safeParse(body)
    const wanted = ExtractRequest.safeParse(body)
    const answer =
      route === 'search' ? asked.success && search(asked.data) : wanted.success && extract(wanted.data)
    if (!answer) {
      const problem = route === 'search' ? asked.error : wanted.error
      return refuse(
        exchange,
        400,
        problem?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      )
    }
    requests.push({ route, body })
    if (fault?.kind !== 'truncated') return sendJson(response, 200, answer)
    const whole = JSON.stringify(answer)
    sendText(response, 200, whole.slice(0, Math.floor(whole.length / 2)), 'application/json')
  }

  return {
    handle,
    requests,
    returns: (result) => void scripted.push(result),
    publish: (page) => void pages.set(page.url, page),
    misbehave: (fault) => faults.add(TavilyFault.parse(fault)),
    reset() {
      faults.clear()
      scripted.length = 0
      requests.length = 0
      pages.clear()
      for (const page of CORPUS) pages.set(page.url, page)
    },
  }
}
