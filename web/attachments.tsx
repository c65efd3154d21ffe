import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import type { Place } from './phone-message.ts'

/** Photos, voice notes and files of a message. Addresses other than http(s) are not shown at all. */
export function Attachments({
  media,
}: {
  media: readonly { url: string; contentType: string }[]
}): ReactNode {
  return media
    .filter(({ url }) => isWebAddress(url))
    .map(({ url, contentType }) => {
      if (contentType.startsWith('image/')) return <img key={url} src={url} alt="Photo" loading="lazy" />
      if (contentType.startsWith('audio/'))
        return <audio key={url} src={url} controls aria-label="Voice note" />
      if (contentType.startsWith('video/')) return <video key={url} src={url} controls aria-label="Video" />
      return (
        <a key={url} className="file" href={url} target="_blank" rel="noopener noreferrer">
          <Icon name="file" /> <span>{contentType || 'File'}</span>
        </a>
      )
    })
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

function isWebAddress(url: string): boolean {
  return URL.canParse(url, location.href) && /^https?:$/.test(new URL(url, location.href).protocol)
}
