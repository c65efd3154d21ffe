import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { MediaUnusable, type Decoded, type Picture } from '../decoded.ts'
import { sizeForModel } from './size.ts'
import { capped } from './text.ts'

const mostPages = 30
const mostPictures = 5
/** A page with less text than this is a scan; a page number alone tells nothing. */
const leastText = 20
/** Of pictures within the document, in pixels; those beyond stay blank. */
const maxImageSize = 50_000_000

const assets = join(import.meta.dirname, '../../../node_modules/pdfjs-dist')

export async function decodePdf(path: string, prefix: string): Promise<Decoded> {
  const document = await openPdf(path)
  const pages = Math.min(document.numPages, mostPages)
  const texts: string[] = []
  const pictures: Picture[] = []
  const unseen: number[] = []
  for (let n = 1; n <= pages; n++) {
    const page = await document.getPage(n)
    const text = await textOf(page)
    if (text.length >= leastText) texts.push(`--- page ${n} ---\n${text}`)
    else if (pictures.length < mostPictures) pictures.push(await render(page, `${prefix}-${n}.jpg`))
    else unseen.push(n)
    page.cleanup()
  }
  const { text, leftOut } = capped(texts.join('\n\n'))
  const missing = [
    leftOut,
    unseen.length > 0 ? `what is on pages ${unseen.join(', ')}, which are pictures` : undefined,
    document.numPages > pages ? `pages ${pages + 1} to ${document.numPages}` : undefined,
  ].filter((part) => part !== undefined)
  return {
    kind: 'document',
    format: 'PDF',
    text: text === '' ? undefined : text,
    pictures,
    leftOut: missing.length > 0 ? missing.join('; ') : undefined,
  }
}

/** The text of every page up to `most`; scans have none. */
export async function readPages(
  path: string,
  most: number,
): Promise<{ title?: string; texts: string[]; pages: number }> {
  const document = await openPdf(path)
  const texts: string[] = []
  for (let n = 1; n <= Math.min(document.numPages, most); n++) {
    const page = await document.getPage(n)
    texts.push(await textOf(page))
    page.cleanup()
  }
  const { info } = await document.getMetadata().catch(() => ({ info: {} }))
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title : undefined
  return { ...(title && { title }), texts, pages: document.numPages }
}

async function openPdf(path: string): Promise<PDFDocumentProxy> {
  try {
    return await getDocument({
      data: new Uint8Array(await readFile(path)),
      cMapUrl: join(assets, 'cmaps/'),
      standardFontDataUrl: join(assets, 'standard_fonts/'),
      wasmUrl: join(assets, 'wasm/'),
      iccUrl: join(assets, 'iccs/'),
      maxImageSize,
      enableXfa: false,
      verbosity: 0,
    }).promise
  } catch (cause) {
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw locked ? new MediaUnusable('protected', { cause }) : cause
  }
}

async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent()
  return items
    .map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''))
    .join('')
    .trim()
}

/** pdf.js draws on a browser's canvas; this one has the same methods. */
async function render(page: PDFPageProxy, path: string): Promise<Picture> {
  const { width, height } = page.getViewport({ scale: 1 })
  const size = sizeForModel(width, height)
  const canvas = createCanvas(size.width, size.height)
  const drawn = canvas as unknown as HTMLCanvasElement
  await page.render({ canvas: drawn, viewport: page.getViewport({ scale: size.scale }) }).promise
  await writeFile(path, await canvas.encode('jpeg', 80))
  return { path: basename(path), width: size.width, height: size.height }
}
