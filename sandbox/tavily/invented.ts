import type { Page } from './corpus.ts'

/** What the sandbox says where it has no page: that it has no internet, and what to set for the real thing. */
const NOTICE = 'The sandbox has no internet, so this is made up. Set TAVILY_API_KEY in .env for the real web.'

/** A result for a search that no page of the corpus fits. */
export function inventSearch(query: string): Page {
  const slug = query
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return invented(`https://sandbox.example/${slug || 'page'}`, `About "${query}"`)
}

/** A page at an address outside the corpus; nothing at all where a name can't exist (RFC 6761: `.invalid`). */
export function inventPage(url: string): Page | undefined {
  if (!URL.canParse(url) || new URL(url).hostname.endsWith('.invalid')) return undefined
  return invented(url, `The page at ${new URL(url).hostname}`)
}

function invented(url: string, title: string): Page {
  return { url, title, text: NOTICE, news: true, published: new Date().toISOString() }
}
