import { existsSync, mkdirSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'

/** The URL of the running system. */
export const base = (process.env.E2E_BASE_URL ?? '').replace(/\/$/, '')

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const results = new URL('../test-results/', import.meta.url).pathname

/**
 * What these tests are missing, or nothing. If something is missing, they are skipped with this text, or fail where
 * skipping is not allowed.
 */
export function missing(): string {
  const lacks = [
    base ? '' : 'BASE_URL, the address of a running system, such as http://127.0.0.1:8000',
    existsSync(executablePath) ? '' : `a Chromium at ${executablePath}, or CHROMIUM set to one`,
  ].filter(Boolean)
  if (lacks.length === 0) return ''
  const text = `browser tests need ${lacks.join(' and ')}`
  if (process.env.CI || process.env.GENESIS_TEST_STRICT) throw new Error(text)
  console.warn(`SKIPPED: ${text}`)
  return text
}

/** A headless Chromium that draws WebGL in software and connects to nothing but the page. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
    ],
  })
}

export interface Opened {
  page: Page
  /** Errors of the page and requests to other hosts; there must be none of either. */
  troubles: string[]
}

/** Opens the page in its own browser context and records what goes wrong. */
export async function open(browser: Browser, options: BrowserContextOptions = {}, before?: () => void, path = '/'): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options })
  context.setDefaultTimeout(60_000) // drawn in software on a busy machine, a page is slow
  const page = await context.newPage()
  if (before) await page.addInitScript(before)
  const troubles: string[] = []
  page.on('pageerror', (err) => troubles.push(`page error: ${err.message}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('Failed to load resource')) troubles.push(`console: ${m.text()}`)
  })
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (/^(http|ws)s?:$/.test(url.protocol) && url.host !== new URL(base).host) troubles.push(`request to ${url.host}`)
  })
  await page.goto(base + path)
  return { page, troubles }
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(results, { recursive: true })
  await page.screenshot({ path: `${results}${name}.png` })
}

export async function closeAll(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map(async (c) => {
    // A response that is being altered at that moment no longer has a page.
    for (const routed of [c, ...c.pages()]) await routed.unrouteAll({ behavior: 'ignoreErrors' })
    await c.close()
  }))
}

/** Calls the API directly, not through the page. */
export async function api<T>(path: string): Promise<T> {
  const response = await fetch(base + path)
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return (await response.json()) as T
}

/** Waits until a condition is true; it checks a few times per second. */
export async function until(what: string, ask: () => Promise<boolean>, ms: number): Promise<void> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (await ask()) return
    await new Promise((r) => setTimeout(r, 250))
  }
  throw new Error(`not within ${ms} ms: ${what}`)
}

/** Sends a change to the API, as a person's script would. */
export async function post(path: string, body: object = {}): Promise<void> {
  const response = await fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
}

/** Waits until the page shows the world. */
export async function shown(page: Page): Promise<void> {
  await page.locator('.world .canvas canvas').waitFor()
  await until('the first picture', async () => (await page.locator('.status-overlay').count()) === 0, 45_000)
  await page.waitForTimeout(700) // it is drawn a moment after it has arrived
}

/** Does something while the world is paused, and resumes the world in any case. */
export async function paused(page: Page, act: () => Promise<void>): Promise<void> {
  await post('/api/world/pause')
  try {
    await until('the page knows', async () => (await page.getByTestId('health').innerText()).includes('Paused'), 20_000)
    await act()
  } finally {
    await post('/api/world/resume')
  }
}

/** Takes a picture of the middle of the paused world, and returns a function that waits for a different one. */
export async function stillWorld(page: Page): Promise<(what: string) => Promise<void>> {
  const box = (await page.locator('.world .canvas canvas').boundingBox())!
  const clip = { x: box.x + box.width * 0.2, y: box.y + box.height * 0.2, width: box.width * 0.5, height: box.height * 0.5 }
  const take = () => page.screenshot({ clip })
  let last = await take()
  await until('the world stands still in the picture', async () => { // motion in progress comes to its end
    const before = last
    await page.waitForTimeout(400)
    return (last = await take()).equals(before)
  }, 30_000)
  return (what) => until(what, async () => {
    const now = await take()
    if (now.equals(last)) return false
    last = now
    return true
  }, 20_000)
}

/** Presses a button that asks for confirmation and then confirms, as slowly as a person who has read the question. */
export async function pressTwice(button: Locator): Promise<void> {
  await button.click()
  await button.page().waitForTimeout(700)
  await button.click()
}
