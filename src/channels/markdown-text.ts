/** What of a link is shown: `text (address)`, or one of them alone where they say the same. */
export function shownLink(label: string, url: string): { text: string; address: string } {
  const text = label.trim()
  const target = url.startsWith('#') ? '' : url.trim().replace(/\s/g, '%20')
  const address = target.replace(/^(mailto|tel):(?!.*\?)/i, '')
  if (address === '' || bare(target) !== bare(text)) return { text, address }
  const tappable = /^(https?:|www\.|\+)/i.test(text)
  return { text: '', address: tappable ? text : address }
}

/** An address without what people leave out when they write it. */
function bare(address: string): string {
  if (/^tel:/i.test(address) || /^\+[\d\s().-]+$/.test(address)) return address.replace(/\D/g, '')
  return address
    .replace(/^(https?:\/\/|mailto:)/i, '')
    .replace(/\/$/, '')
    .toLowerCase()
}

/** The names of HTML, so that `<your name>` and other words in angle brackets stay. */
const elements = new Set(
  (
    'a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center ' +
    'cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure ' +
    'font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label ' +
    'legend li link main map mark menu meta meter nav noscript object ol optgroup option output p param picture ' +
    'pre progress q rp rt ruby s samp script search section select slot small source span strike strong style sub ' +
    'summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr'
  ).split(' '),
)

/** Takes tags, comments, scripts and style sheets out of HTML. `<br>` and the ends of blocks become line breaks. */
export function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<\/?([a-z][a-z0-9]*)\b[^<>]*>/gi, (tag, name: string) => {
      if (!elements.has(name.toLowerCase())) return tag
      if (/^(br|hr)$/i.test(name)) return '\n'
      return tag.startsWith('</') && /^(p|div|li|tr|h[1-6]|summary|ul|ol|table)$/i.test(name) ? '\n' : ''
    })
    .replace(/<[!?][^>]*>/g, '')
}
