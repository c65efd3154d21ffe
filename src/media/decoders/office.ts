import { readFile } from 'node:fs/promises'
import {
  OfficeErrorType,
  OfficeParser,
  type OfficeContentNode,
  type OfficeError,
  type OfficeParserAST,
} from 'officeparser'
import { MediaUnusable, type Decoded, type Unusable } from '../decoded.ts'
import { capped } from './text.ts'

/** A zip may claim any size: unpacking stops here. */
const decompressionLimits = {
  maxUncompressedBytes: 200_000_000,
  maxZipEntries: 5_000,
  maxTableCells: 100_000,
  maxXmlElements: 1_000_000,
}

const reasons: Partial<Record<string, Unusable>> = {
  [OfficeErrorType.EXTENSION_UNSUPPORTED]: 'unsupported',
  [OfficeErrorType.FORMAT_UNSUPPORTED]: 'unsupported',
  [OfficeErrorType.PASSWORD_REQUIRED]: 'protected',
  [OfficeErrorType.PASSWORD_INCORRECT]: 'protected',
  [OfficeErrorType.DOCUMENT_DECRYPTION_FAILED]: 'protected',
  [OfficeErrorType.ZIP_ENTRY_COUNT_LIMIT_EXCEEDED]: 'too-large',
  [OfficeErrorType.ZIP_SIZE_LIMIT_EXCEEDED]: 'too-large',
  [OfficeErrorType.XML_ELEMENT_LIMIT_EXCEEDED]: 'too-large',
  [OfficeErrorType.OUTPUT_TOO_LARGE]: 'too-large',
}

/** What it reads of all that the parser can. */
const formats = new Set<string>(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'rtf'])

/** Word processing, spreadsheets and slides as Markdown, without their pictures. */
export async function decodeOffice(path: string): Promise<Decoded> {
  const { format, text } = await readOffice(path)
  return { kind: 'document', format, ...capped(text), pictures: [] }
}

/** The same, all of it. */
export async function readOffice(path: string): Promise<{ format: string; text: string }> {
  const document = await parse(await readFile(path))
  if (!formats.has(document.type)) throw new MediaUnusable('unsupported')
  document.content = document.content.flatMap((node) => [...title(node), node])
  const markdown = await document.to('md', {
    generateIds: false,
    includeImages: 'none',
    mdConfig: { fallbackToHtml: false },
  })
  const text = markdown.value.replaceAll(/^(## .+\n\n)---\n\n/gm, '$1')
  if (text.trim() === '') throw new MediaUnusable('empty')
  return { format: document.type.toUpperCase(), text }
}

async function parse(bytes: Buffer): Promise<OfficeParserAST> {
  try {
    return await OfficeParser.parseOffice(bytes, { decompressionLimits })
  } catch (cause) {
    const issue =
      cause instanceof Error && 'officeIssue' in cause ? (cause as OfficeError).officeIssue : undefined
    const reason = reasons[issue?.code ?? '']
    throw reason === undefined ? cause : new MediaUnusable(reason, { cause })
  }
}

/** Their generator draws a line before each sheet and slide; a heading says which one it is. */
function title(node: OfficeContentNode): OfficeContentNode[] {
  let text: string | undefined
  if (node.type === 'sheet') text = node.metadata?.sheetName
  if (node.type === 'slide') text = `Slide ${node.metadata?.slideNumber}`
  return text === undefined
    ? []
    : [{ type: 'heading', text, children: [{ type: 'text', text }], metadata: { level: 2 } }]
}
