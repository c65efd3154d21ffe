import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import { fileTitle, type Media } from './media.ts'
import { useLoaded } from './use-loaded.ts'
import { readVcard } from './vcard.ts'

const readText = (response: Response) => response.text()

/** A contact card by its name, number and e-mail; it can be saved. */
export function ContactCard({ media }: { media: Media }): ReactNode {
  const { value: card } = useLoaded(media.url, readText)
  const { name, number, email } = readVcard(card ?? '')
  return (
    <a className="file contact" href={media.url} download={fileTitle(media)} data-testid="contact">
      <span className="avatar" aria-hidden="true">
        <Icon name="person" size={24} />
      </span>
      <span>
        <strong dir="auto">{name || fileTitle(media).replace(/\.vcf$/i, '')}</strong>
        {[number, email].filter(Boolean).map((line) => (
          <small key={line}>{line}</small>
        ))}
      </span>
    </a>
  )
}
