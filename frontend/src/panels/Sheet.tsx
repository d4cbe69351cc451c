import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from './Icon'

interface Props {
  title: string
  close: () => void
  children: ReactNode
  wide?: boolean
}

/** A modal dialog; Escape, the close button and a click beside it close it. */
export function Sheet({ title, close, children, wide }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={wide ? 'sheet wide' : 'sheet'} aria-labelledby={heading} onClose={close}
      onClick={(e) => e.target === dialog.current && dialog.current.close()}>
      <div>
        <h2 id={heading}>{title}</h2>
        <button className="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}><Icon name="close" /></button>
        {children}
      </div>
    </dialog>
  )
}
