import { useRef, useState } from 'react'

/** Keeps items in their previous order: new ones at the end, removed ones left out. */
export function keepOrder<T>(items: T[], before: string[], keyOf: (item: T) => string): T[] {
  const place = new Map(before.map((key, i) => [key, i]))
  const at = (item: T) => place.get(keyOf(item)) ?? before.length
  return items.map((item, i) => ({ item, i })).sort((a, b) => at(a.item) - at(b.item) || a.i - b.i).map(({ item }) => item)
}

/**
 * A list that is not re-sorted under the pointer: while the pointer or the focus is in it, its items keep their places.
 * Spread the handlers on the list.
 */
export function useSettledOrder<T>(items: T[], keyOf: (item: T) => string) {
  const [held, setHeld] = useState({ pointer: false, focus: false })
  const order = useRef<string[]>([])
  const shown = held.pointer || held.focus ? keepOrder(items, order.current, keyOf) : items
  order.current = shown.map(keyOf)
  return {
    items: shown,
    handlers: {
      onPointerEnter: () => setHeld((h) => ({ ...h, pointer: true })),
      onPointerLeave: () => setHeld((h) => ({ ...h, pointer: false })),
      onFocus: () => setHeld((h) => ({ ...h, focus: true })),
      onBlur: (e: { currentTarget: Element; relatedTarget: unknown }) => {
        if (!(e.relatedTarget instanceof Node) || !e.currentTarget.contains(e.relatedTarget)) setHeld((h) => ({ ...h, focus: false }))
      },
    },
  }
}
