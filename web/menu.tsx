import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from './icons.tsx'

export interface MenuAction {
  label: string
  icon?: IconName
  run: () => void
}

export interface MenuProps {
  label: string
  icon: IconName
  testId: string
  /** Opens upwards, as at the bottom of the screen. */
  up?: boolean
  actions: readonly MenuAction[]
}

/** A button with a menu. Arrow keys move, Escape closes. */
export function Menu({ label, icon, testId, up, actions }: MenuProps): ReactNode {
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
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} size={icon === 'more' ? 22 : 24} />
      </button>
      {open && (
        <div className={up ? 'menu up' : 'menu'} role="menu" aria-label={label} ref={menu}>
          {actions.map((action) => (
            <button
              key={action.label}
              type="button"
              role="menuitem"
              onClick={() => {
                // Where a dialog gives the focus back to.
                opener.current?.focus()
                setOpen(false)
                action.run()
              }}
            >
              {action.icon && <Icon name={action.icon} size={22} />}
              {action.label}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
