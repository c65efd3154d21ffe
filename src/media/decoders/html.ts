import { Parser } from 'htmlparser2'
import { MediaUnusable } from '../decoded.ts'
import { createTextReader } from './html-text.ts'

/** What a saved web page says: its main text as Markdown, without what stands around it on every page of its site. */
export interface ReadPage {
  title?: string
  address?: string
  language?: string
  text: string
}

/** With so much less in it than the page has, `main` is not what the page is about. */
const LEAST_SHARE = 0.1
/** Browsers nest no deeper than 512, and with the depth grows the time for each end of an element. */
const DEEPEST = 1_000

/** In the encoding that the page names, or else UTF-8. */
export function decodePage(bytes: Buffer): string {
  const head = bytes.subarray(0, 4_096).toString('latin1')
  const named = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(head)?.[1] ?? 'utf-8'
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : named
  try {
    return new TextDecoder(mark).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** Reads forgivingly, as browsers do. Throws `MediaUnusable` when its elements are nested as on no page of people. */
export function readHtml(html: string): ReadPage {
  const page = readWith(html, true)
  return page.text === '' ? readWith(html, false) : page
}

function readWith(html: string, leaveOut: boolean): ReadPage {
  const all = createTextReader()
  const main = createTextReader()
  const page: { title?: string; address?: string; language?: string } = {}
  let depth = 0
  /** How deep the element lies that is left out, or is the page's main part. */
  let skipped: number | undefined
  let inMain: number | undefined
  let title: string | undefined
  const both = (act: (reader: typeof all) => void) => {
    if (skipped !== undefined) return
    act(all)
    if (inMain !== undefined) act(main)
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1
      if (depth > DEEPEST) throw new MediaUnusable('damaged')
      if (skipped !== undefined) return
      if (name === 'title' && page.title === undefined) title = ''
      if (name === 'html') page.language ??= attributes.lang
      if (name === 'link' || name === 'meta') page.address ??= addressIn(name, attributes)
      const isMain = name === 'main' || name === 'article' || attributes.role === 'main'
      if (RAW.has(name) || (leaveOut && isAround(name, attributes, inMain !== undefined))) skipped = depth
      else if (isMain) inMain ??= depth
      both((reader) => reader.open(name))
    },
    ontext(text) {
      if (title !== undefined) title += text
      else both((reader) => reader.text(text))
    },
    onclosetag(name) {
      if (title !== undefined) page.title = title.replace(/\s+/g, ' ').trim()
      title = undefined
      both((reader) => reader.close(name))
      if (skipped === depth) skipped = undefined
      if (inMain === depth) inMain = undefined
      depth -= 1
    },
  })
  parser.end(html)
  const [whole, kernel] = [all.finish(), main.finish()]
  return {
    ...(page.title && { title: page.title }),
    ...(page.address && { address: page.address }),
    ...(page.language && { language: page.language }),
    text: kernel.length > whole.length * LEAST_SHARE ? kernel : whole,
  }
}

type Attributes = Record<string, string | undefined>

/** Their content is nothing to read. */
const RAW = new Set('script style title textarea noscript iframe xmp noembed noframes'.split(' '))
const AROUND = new Set(
  'nav aside footer svg math canvas object audio video template dialog menu select button'.split(' '),
)
const ROLES = new Set('navigation banner contentinfo search complementary menu dialog alertdialog'.split(' '))

function isAround(name: string, { hidden, style = '', role = '' }: Attributes, inMain: boolean): boolean {
  if (AROUND.has(name) || (name === 'header' && !inMain)) return true
  return hidden !== undefined || /display\s*:\s*none/i.test(style) || ROLES.has(role)
}

function addressIn(name: string, { rel, href, property, content }: Attributes): string | undefined {
  const named =
    name === 'link' ? rel?.toLowerCase() === 'canonical' && href : property === 'og:url' && content
  if (!named || named.length > 1_000 || !URL.canParse(named)) return undefined
  const url = new URL(named)
  return /^https?:$/.test(url.protocol) && url.username === '' ? url.href : undefined
}
