/** Line icons on a grid of 24, drawn here so that nothing has to be loaded. */
const paths = {
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.5v15l12-7.5z',
  step: 'M6 5v14l9-7zM18 5v14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  screen: 'M4 6h16v12H4zM8 21h8',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4',
  past: 'M4 12a8 8 0 1 0 2.400-5.700M4 4v4h4M12 8v4.500l3 2',
  backwards: 'M17 4.500v15L5 12z',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.5',
  link: 'M14 5h5v5M19 5l-9 9M17 14v5H5V7h5',
  chevron: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  food: 'M12 8c-4-3-8 0-7 5 .7 4 3.500 7 7 5 3.500 2 6.300-1 7-5 1-5-3-8-7-5zM12 8c0-2 1-4 3-5',
  reset: 'M5 5v5h5M5.500 10A7.500 7.500 0 1 1 5 14',
  palette: 'M12 3a9 9 0 1 0 0 18c1.500 0 2-1 1.500-2.200-.6-1.400.2-2.800 1.800-2.800H18a3 3 0 0 0 3-3.500C20.500 6.700 16.600 3 12 3zM7.500 12.500v.01M9.500 8v.01M14 7.500v.01',
  lock: 'M6 11h12v9H6zM9 11V7a3 3 0 0 1 6 0v4',
  spark: 'M12 3l1.800 5.700L20 11l-6.200 2.300L12 21l-1.800-7.700L4 11l6.200-2.300z',
  watcher: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  architect: 'M4 20 12 4l8 16M7.500 13h9M12 4v3',
  coder: 'M9 7l-5 5 5 5M15 7l5 5-5 5',
  patcher: 'M7 4v6a5 5 0 0 0 10 0V4M12 15v6M9 4H5M19 4h-4',
  engine: 'M12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100',
  tools: 'M14 6l4-3 3 3-3 4M15 9L5 19a2 2 0 0 1-2-2L13 7',
  star: 'M12 4l2.500 5 5.500.800-4 3.900 1 5.500-5-2.700-5 2.700 1-5.500-4-3.900 5.500-.800z',
  path: 'M4 19c5 0 3-7 8-7s3-7 8-7',
  front: 'M4 9h9a3 3 0 1 0-3-3M4 13h13a3 3 0 1 1-3 3M4 17h6',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20.500c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

export function isIcon(name: string): name is IconName {
  return name in paths
}
