import type { Config } from '../../src/config.ts'
import { ask, type Finding, outcome, reportOn } from './check.ts'

/** `search` false: nothing is asked, because asking costs a credit. */
export async function checkTavily({ tavily, sandbox }: Config, search: boolean): Promise<Finding[]> {
  const { ok, warn, fix } = reportOn('Web search')
  if (sandbox.tavily) return [ok('played by the sandbox; set TAVILY_API_KEY to make it real')]
  if (!tavily) return [ok('off: without TAVILY_API_KEY the tool is left out')]
  if (!search) return [ok('TAVILY_API_KEY is set; npm run doctor -- --tavily tries it, for one credit')]
  const answer = await ask(`${tavily.baseUrl ?? 'https://api.tavily.com'}/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tavily.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'weather', max_results: 1 }),
  })
  switch (answer.status) {
    case 200:
      return [ok('TAVILY_API_KEY is accepted; the search has cost one credit')]
    case 401:
      return [fix('Tavily does not accept TAVILY_API_KEY', 'set it to a key from https://app.tavily.com')]
    case 429:
      return [warn('Tavily answers 429: the key is busy; try again in a minute')]
    case 432:
    case 433:
      return [
        fix(
          `Tavily answers ${answer.status}: the credits are used up`,
          'raise the limit of your plan at Tavily',
        ),
      ]
    default:
      return [
        fix(`Tavily ${outcome(answer)}`, 'check the network and TAVILY_BASE_URL, or try again in a while'),
      ]
  }
}
