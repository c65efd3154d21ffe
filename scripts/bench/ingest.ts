import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { atLeast, figure, type Row } from './figures.ts'
import { inventPassages } from './invent-passages.ts'
import { childrenMiB, residentMiB } from './media.ts'
import { startNode } from './processes.ts'
import type { Rig } from './rig.ts'

const SCRIPT = new URL('../ingest.ts', import.meta.url)
const PAGE_CHARACTERS = 2_000
const PAGES = 25
const LINE_CHARACTERS = 90
const LOWEST_LINE = 40

/** How fast `npm run ingest` reads a folder of Markdown, saved web pages and PDF, and in how much memory. */
export async function benchIngest(rig: Rig, url: string): Promise<Row[]> {
  const documents = rig.options.quick ? 10 : 40
  const folder = join(rig.folder, 'documents')
  await mkdir(folder)
  const texts = inventPassages(documents * PAGES * 3).map(({ text }) => text)
  for (let n = 0; n < documents; n += 1) {
    const pages = Array.from({ length: PAGES }, () => texts.splice(0, 3).join(' ').slice(0, PAGE_CHARACTERS))
    const [kind, write] = KINDS[n % KINDS.length] ?? KINDS[0]
    await writeFile(join(folder, `document-${n}.${kind}`), write(`Document ${n}`, pages))
  }
  const first = await run(rig, url, folder)
  const again = await run(rig, url, folder)
  const pages = documents * PAGES
  const what = `${pages.toLocaleString('en-US')} pages of ${PAGE_CHARACTERS.toLocaleString('en-US')} characters in ${documents} Markdown, HTML and PDF files, words alone`
  return [
    atLeast('tools', 'ingest', pages / first.seconds, 'pages/s', 5, what),
    figure('tools', 'ingest: peak memory', first.own, 'MiB', 'RSS of npm run ingest'),
    figure('tools', 'ingest: peak memory of readers', first.children, 'MiB', 'all of them at one moment'),
    figure('tools', 'ingest again, nothing changed', again.seconds * 1_000, 'ms', 'from start to end'),
  ]
}

async function run(rig: Rig, url: string, folder: string) {
  const begun = performance.now()
  await using child = await startNode(SCRIPT, {
    args: [folder],
    env: { DATABASE_URL: url },
    folder: rig.folder,
    name: 'ingest',
  })
  const peak = { own: 0, children: 0 }
  let code: number | null | undefined
  void child.ended.then((ended) => (code = ended))
  while (code === undefined) {
    peak.own = Math.max(peak.own, residentMiB(child.pid))
    peak.children = Math.max(peak.children, await childrenMiB(child.pid))
    await pause(20)
  }
  if (code !== 0) throw new Error(`npm run ingest ended with ${code}; see ${rig.folder}/ingest.log`)
  return { ...peak, seconds: (performance.now() - begun) / 1_000 }
}

type Kind = readonly [kind: string, write: (title: string, pages: readonly string[]) => string]

const chapters = (pages: readonly string[], chapter: (heading: string, text: string) => string) =>
  pages.map((text, n) => chapter(`Chapter ${n + 1}`, text)).join('\n\n')

const KINDS: readonly [Kind, ...Kind[]] = [
  [
    'md',
    (title, pages) => `# ${title}\n\n${chapters(pages, (heading, text) => `## ${heading}\n\n${text}`)}\n`,
  ],
  [
    'html',
    (title, pages) =>
      `<!doctype html><html lang="en"><head><title>${title}</title></head><body><nav><a href="/">Home</a></nav>
      <main><h1>${title}</h1>${chapters(pages, (heading, text) => `<h2>${heading}</h2><p>${text}</p>`)}</main></body></html>`,
  ],
  ['pdf', (title, pages) => writePdf(title, pages)],
]

/** A PDF with a page for each text, in a font that every reader has. */
function writePdf(title: string, pages: readonly string[]): string {
  const lines = (text: string) => text.match(new RegExp(`.{1,${LINE_CHARACTERS}}(?: |$)`, 'g')) ?? []
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${5 + n * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Title (${title}) >>`,
    ...pages.flatMap((text, n) => {
      const shown = lines(text).map((line) => `(${line}) Tj T*`)
      const content = `BT /F1 9 Tf 12 TL 50 ${LOWEST_LINE + shown.length * 12} Td ${shown.join('\n')} ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${6 + n * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, n) => {
    const place = String(file.length).padStart(10, '0')
    file += `${n + 1} 0 obj\n${object}\nendobj\n`
    return `${place} 00000 n \n`
  })
  const size = objects.length + 1
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
}
