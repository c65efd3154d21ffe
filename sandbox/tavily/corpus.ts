/** An invented web page. */
export interface Page {
  url: string
  title: string
  text: string
  published: string
  news?: boolean
}

/** The whole web as the sandbox knows it. Nothing in it is true. */
export const CORPUS: readonly Page[] = [
  {
    url: 'https://weather.example/lisbon',
    title: 'Lisbon weather: a mild week ahead',
    text: 'Lisbon stays mild this week with highs of 18 °C and light wind from the river. Rain is expected on Thursday afternoon; the weekend is dry.',
    published: '2026-03-02',
    news: true,
  },
  {
    url: 'https://news.test/harbour-bridge-reopens',
    title: 'Harbour bridge reopens after two years of repairs',
    text: 'The harbour bridge of Testville opened to traffic again on Monday, two years after it was closed for repairs. The work cost 41 million and finished four weeks early.',
    published: '2026-03-02',
    news: true,
  },
  {
    url: 'https://news.test/solar-record',
    title: 'Solar power sets a February record',
    text: 'Solar panels covered 23 percent of the demand for electricity in February, the highest share ever for that month, the grid operator said.',
    published: '2026-03-01',
    news: true,
  },
  {
    url: 'https://space.example/moon-mission',
    title: 'Moon mission enters its final test phase',
    text: 'Engineers began the last round of tests for the crewed moon mission. If the fuel system holds, the space agency plans to launch in the autumn.',
    published: '2026-02-27',
    news: true,
  },
  {
    url: 'https://sport.test/river-city-final',
    title: 'River City win the cup final on penalties',
    text: 'River City beat Northfield 5-4 on penalties in the football cup final after a goalless two hours. Goalkeeper Ida Moss saved twice.',
    published: '2026-02-28',
    news: true,
  },
  {
    url: 'https://markets.example/week',
    title: 'Markets week: shares drift, coffee climbs',
    text: 'Shares ended the week little changed. Coffee prices rose 6 percent after a dry season in the growing regions; oil fell slightly.',
    published: '2026-02-27',
    news: true,
  },
  {
    url: 'https://docs.example/langgraph/overview',
    title: 'LangGraph: an overview',
    text: 'LangGraph is a library for building stateful agents as graphs. Nodes read and write a shared state; a checkpointer saves that state after each step so that a conversation can go on later.',
    published: '2025-11-20',
  },
  {
    url: 'https://docs.example/typescript/erasable-syntax',
    title: 'TypeScript: erasable syntax',
    text: 'With erasable syntax only, TypeScript files can be run by stripping their types. Enums, parameter properties and namespaces are not allowed.',
    published: '2025-09-10',
  },
  {
    url: 'https://recipes.test/lentil-soup',
    title: 'Red lentil soup in 25 minutes',
    text: 'Fry one onion and two carrots, add 200 g of red lentils and a litre of stock, simmer for 20 minutes. Finish with lemon and cumin. Serves four.',
    published: '2025-10-05',
  },
  {
    url: 'https://travel.example/porto-in-a-day',
    title: 'Porto in a day',
    text: 'Start at the Sao Bento station with its blue tiles, cross the upper deck of the bridge and end with the sunset at the gardens. Trains from Lisbon take three hours.',
    published: '2025-08-14',
  },
  {
    url: 'https://health.test/sleep-basics',
    title: 'Sleep: the basics',
    text: 'Most adults need seven to nine hours of sleep. A regular time to get up helps more than a regular time to go to bed. This page is no medical advice.',
    published: '2025-06-30',
  },
  {
    url: 'https://history.example/first-telephone-exchange',
    title: 'The first telephone exchange',
    text: 'Early telephone exchanges were run by operators who connected every call by hand. Automatic switching replaced them over several decades.',
    published: '2024-12-01',
  },
]

const STOP = new Set(
  'the a an of in on at to for and or is are was what who how when where about with from news latest web today'.split(
    ' ',
  ),
)
const words = (text: string) =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word))

/** The pages that share words with the query, best first, with a score from 0 to 1. */
export function searchPages(pages: Iterable<Page>, query: string): { page: Page; score: number }[] {
  const asked = [...new Set(words(query))]
  const found: { page: Page; score: number }[] = []
  for (const page of pages) {
    const title = new Set(words(page.title))
    const body = new Set(words(page.text))
    const hits = asked.reduce((sum, word) => sum + (title.has(word) ? 1 : body.has(word) ? 0.6 : 0), 0)
    if (hits > 0) found.push({ page, score: Math.round((hits / asked.length) * 0.99 * 1000) / 1000 })
  }
  return found.toSorted((a, b) => b.score - a.score || a.page.url.localeCompare(b.page.url))
}
