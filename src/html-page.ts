import type { Response } from 'express'

/** A page of ours for somebody's browser. */
export interface Page {
  status: number
  title: string
  /** Paragraphs of plain text. */
  words: string[]
  button?: { label: string; href: string }
}

const STYLE =
  'body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.2rem;color:#1c1e21;background:#fff}' +
  'h1{font-size:1.5rem}a{display:inline-block;margin-top:.6rem;padding:.7rem 1.3rem;border-radius:.5rem;background:#0b6e4f;color:#fff;text-decoration:none}' +
  '@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#18191b}}'

/** No script, nothing from elsewhere, nothing kept by anybody. */
export function sendPage(response: Response, { status, title, words, button }: Page): void {
  const paragraphs = words.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('')
  const link = button ? `<a href="${escaped(button.href)}" rel="noreferrer">${escaped(button.label)}</a>` : ''
  response
    .status(status)
    .set({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    .end(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${escaped(title)}</title><style>${STYLE}</style><h1>${escaped(title)}</h1>${paragraphs}${link}</html>`,
    )
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter)
}
