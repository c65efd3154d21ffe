import type { ReactNode } from 'react'
import { ContactCard } from './contact-card.tsx'
import { Icon } from './icons.tsx'
import { fileEnding, fileTitle, kindOf, type Media } from './media.ts'
import type { Place } from './phone-message.ts'
import { VoiceNote } from './voice-note.tsx'

/** Photos, voice notes and files of a message. */
export function Attachments({ media }: { media: readonly Media[] }): ReactNode {
  return media.map((item, at) => <Attachment key={at} media={item} />)
}

function Attachment({ media }: { media: Media }): ReactNode {
  const { url } = media
  if (!url) return <FileCard media={media} />
  switch (kindOf(media)) {
    case 'picture':
      return (
        <a className="photo" href={url} target="_blank" rel="noopener noreferrer" data-testid="photo">
          <img src={url} alt={media.fileName ?? 'Photo'} />
        </a>
      )
    case 'sticker':
      return <img className="sticker-image" src={url} alt="Sticker" data-testid="sticker" />
    case 'voice':
      return <VoiceNote url={url} />
    case 'video':
      return <video src={url} controls preload="metadata" aria-label="Video" data-testid="video" />
    case 'contact':
      return <ContactCard media={media} />
    case 'file':
      return <FileCard media={media} />
  }
}

/** Saves the file: what others sent is never opened as a page of this origin. */
function FileCard({ media }: { media: Media }): ReactNode {
  return (
    <a
      className="file"
      href={media.url || undefined}
      download={fileTitle(media)}
      target="_blank"
      rel="noopener noreferrer"
      data-testid="file"
    >
      <span className="file-face" aria-hidden="true">
        <Icon name="file" size={30} />
      </span>
      <span>
        <strong dir="auto">{fileTitle(media)}</strong>
        <small>{fileEnding(media) || media.contentType}</small>
      </span>
    </a>
  )
}

export function PlaceCard({ place }: { place: Place }): ReactNode {
  const { latitude, longitude } = place
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
  return (
    <a className="place" href={map} target="_blank" rel="noopener noreferrer" data-testid="place">
      <span className="map" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="34" height="34">
          <path d="M12 22c4.6-5 7-8.7 7-12a7 7 0 0 0-14 0c0 3.3 2.4 7 7 12z" fill="#e5453b" />
          <circle cx="12" cy="10" r="2.7" fill="#fff" />
        </svg>
      </span>
      <strong dir="auto">{place.name ?? 'Place'}</strong>
      <small dir="auto">{place.address ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</small>
    </a>
  )
}
