import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'

export interface MenuAction {
  label: string
  run: () => void
}

export interface ChatHeaderProps {
  assistant: { name: string; number: string }
  typing: boolean
  actions: readonly MenuAction[]
}

export function ChatHeader({ assistant, typing, actions }: ChatHeaderProps): ReactNode {
  return (
    <header className="chat-header">
      <span className="avatar" aria-hidden="true">
        {assistant.name.match(/./u)?.[0]}
      </span>
      <div className="who">
        <strong data-testid="assistant">{assistant.name}</strong>
        {typing ? (
          <span className="typing" data-testid="typing">
            typing…
          </span>
        ) : (
          <span>{assistant.number}</span>
        )}
      </div>
      <Menu actions={actions} />
    </header>
  )
}

/** The three dots of the header. Arrow keys move, Escape closes. */
function Menu({ actions }: { actions: readonly MenuAction[] }): ReactNode {
  const [open, setOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open) menu.current?.querySelector('button')?.focus()
  }, [open])

  const move = (by: number) => {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])]
    const at = items.findIndex((item) => item === document.activeElement)
    items.at((at + by + items.length) % items.length)?.focus()
  }

  return (
    <div
      className="menu-holder"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
      onKeyDown={(event) => {
        if (!open) return
        if (event.key === 'ArrowDown') move(1)
        else if (event.key === 'ArrowUp') move(-1)
        else if (event.key === 'Escape') {
          setOpen(false)
          opener.current?.focus()
        } else return
        event.preventDefault()
      }}
    >
      <button
        ref={opener}
        type="button"
        className="round"
        aria-label="Menu"
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid="menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" size={22} />
      </button>
      {open && (
        <div className="menu" role="menu" ref={menu}>
          {actions.map((action) => (
            <button
              key={action.label}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false)
                action.run()
              }}
            >
              {action.label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
