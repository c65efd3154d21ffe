import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'
import { type DraftMedia, fileEnding, fileTitle, kindOf } from './media.ts'

/** What is chosen and goes out with the next message. */
export function Tray({
  items,
  onRemove,
}: {
  items: readonly DraftMedia[]
  onRemove: (item: DraftMedia) => void
}): ReactNode {
  return (
    <ul className="tray" aria-label="Attached" data-testid="tray">
      {items.map((item) => (
        <li key={item.url} title={fileTitle(item)}>
          {['picture', 'sticker'].includes(kindOf(item)) ? (
            <img src={item.url} alt={fileTitle(item)} />
          ) : (
            <span>
              <b>{fileEnding(item) || 'File'}</b>
              <small>{fileTitle(item)}</small>
            </span>
          )}
          <button type="button" aria-label={`Remove ${fileTitle(item)}`} onClick={() => onRemove(item)}>
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}
