import { type ReactNode, type RefObject, useRef, useState } from 'react'
import { ContactDialog } from './contact-dialog.tsx'
import { Menu } from './menu.tsx'
import type { Draft } from './phone-message.ts'
import { PlaceDialog } from './place-dialog.tsx'
import { SamplesDialog } from './samples-dialog.tsx'

export interface AttachButtonProps {
  /** Only WhatsApp knows places. */
  places: boolean
  /** Chosen, not sent yet. */
  onFiles: (files: readonly File[]) => void
  onSend: (draft: Draft) => void
}

/** The paper clip and all that hangs on it. */
export function AttachButton({ places, onFiles, onSend }: AttachButtonProps): ReactNode {
  const [open, setOpen] = useState<'sample' | 'place' | 'contact'>()
  const pictures = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const close = () => setOpen(undefined)

  const picker = (input: RefObject<HTMLInputElement | null>, testId: string, accept?: string) => (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      accept={accept}
      data-testid={testId}
      onChange={({ target }) => {
        onFiles([...(target.files ?? [])])
        target.value = '' // the same file can be chosen again
      }}
    />
  )

  return (
    <>
      <Menu
        label="Attach"
        icon="clip"
        testId="attach"
        up
        actions={[
          { label: 'Picture or video', icon: 'picture', run: () => pictures.current?.click() },
          { label: 'File', icon: 'file', run: () => files.current?.click() },
          { label: 'Sample voice note', icon: 'mic', run: () => setOpen('sample') },
          ...(places ? [{ label: 'Place', icon: 'pin' as const, run: () => setOpen('place') }] : []),
          { label: 'Contact', icon: 'person', run: () => setOpen('contact') },
        ]}
      />
      {picker(pictures, 'pick-pictures', 'image/*,video/*')}
      {picker(files, 'pick-files')}
      {open === 'sample' && <SamplesDialog onSend={(media) => onSend({ media })} onClose={close} />}
      {open === 'place' && <PlaceDialog onSend={(place) => onSend({ place })} onClose={close} />}
      {open === 'contact' && <ContactDialog onSend={(media) => onSend({ media })} onClose={close} />}
    </>
  )
}
