import { type ReactNode, useLayoutEffect, useRef } from 'react'

/** A modal dialog: the browser keeps the focus inside, gives it back, and closes it on Escape. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // Taken out of the page while it is open, it would keep the focus from going back.
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}
