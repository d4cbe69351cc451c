import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { SystemStats } from '../src/wire/stats'
import type { Cycle, Param } from '../src/wire/types'
import { api, closeAll, launch, missing, open, shoot, until } from './browser'

/** Runs in the page before its own code: remembers the sockets, so that a test can cut them. */
function cuttable(): void {
  const sockets: WebSocket[] = []
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      sockets.push(this)
    }
  }
  Object.assign(window, { cut: () => sockets.forEach((s) => s.close()) })
}

/** A cycle takes half a minute with synth; a model may take minutes. */
const CYCLE_MS = Number(process.env.E2E_CYCLE_MS ?? 300_000)

describe.skipIf(missing() !== '')('the page against a running system', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  // A page that stays open goes on drawing and slows the next one.
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('the canvas moves, the page is live, and nothing is asked of other hosts', async () => {
    const { page, troubles } = await open(browser)
    const canvas = page.locator('.world canvas')
    await canvas.waitFor()
    await page.locator('[data-testid=health].good, [data-testid=health].warn').waitFor()
    await until('the first picture', async () => (await page.locator('.veil').count()) === 0, 45_000)
    const tick = await page.getByTestId('tick').innerText()
    const first = await canvas.screenshot()
    await until('another picture', async () => !(await canvas.screenshot()).equals(first), 30_000)
    await until('the tick moves', async () => (await page.getByTestId('tick').innerText()) !== tick, 30_000)
    await shoot(page, 'dark-1280')
    expect(troubles).toEqual([])
  })

  test('a forced cycle appears with its stage, keeps a second one out, and is followed to its end', async () => {
    const { page, troubles } = await open(browser)
    await until('no cycle runs', async () => !(await running()), CYCLE_MS)
    await page.getByLabel('Force an evolution cycle').fill('browser test')
    const asked = page.waitForResponse((r) => r.url().endsWith('/api/evolution/trigger'))
    await page.getByTestId('force').click()
    const { cycle_id: id } = (await (await asked).json()) as { cycle_id: string }
    const row = page.locator(`[data-cycle="${id}"]`)
    await row.waitFor()
    expect(await row.getByTestId('badge').innerText()).toMatch(/queued|observe|plan|code|vet|trial|save|load|canary/)
    expect(await row.getByRole('link', { name: /Temporal/ }).getAttribute('href')).toContain(id)
    await shoot(page, 'cycle-running')
    await page.getByTestId('force').click()
    const refusal = page.locator('.notice.bad')
    await refusal.waitFor()
    expect(await refusal.innerText()).toMatch(/already running|Too early/)
    await until('the page shows its end', async () => /applied|rolled back|rejected|failed|vetoed/.test(await row.getByTestId('badge').innerText()), CYCLE_MS)
    const ended = await api<Cycle>(`/api/evolution/cycles/${id}`)
    expect(await row.getByTestId('badge').innerText()).toContain(ended.outcome!.replaceAll('_', ' '))
    if (ended.mutation_ids?.length) {
      await row.locator('.source pre').waitFor()
      expect(await row.locator('.source pre').innerText()).toContain('func Execute(m *trait.Molbot)')
    }
    await shoot(page, 'cycle-ended')
    expect(troubles).toEqual([])
  }, CYCLE_MS * 2 + 30_000)

  test('a slider changes the parameter on the API, and reset puts it back', async () => {
    const { page } = await open(browser)
    const before = await parameter('temperature')
    await page.getByRole('tab', { name: 'World' }).click()
    const slider = page.locator('input[data-param=temperature]')
    await slider.focus()
    for (let i = 0; i < 3; i++) await slider.press('PageUp')
    await until('the API has a higher value', async () => (await parameter('temperature')).value > before.value, 20_000)
    const now = await parameter('temperature')
    expect(Number(await page.getByLabel('temperature, exact').inputValue())).toBe(now.value)
    await shoot(page, 'params')
    await page.getByRole('button', { name: /Reset temperature/ }).click()
    await until('the API has the default', async () => (await parameter('temperature')).value === before.default, 20_000)
  })

  test('keys: space pauses, . steps, f fits, ? explains', async () => {
    const { page } = await open(browser)
    await page.locator('.world canvas').waitFor()
    await until('stats', async () => page.getByTestId('pause').isEnabled(), 20_000)
    await page.keyboard.press('Space')
    await until('the world is paused', async () => (await stats()).paused, 30_000)
    try {
      await page.getByRole('button', { name: 'Resume' }).waitFor()
      const { tick } = await stats()
      await page.keyboard.press('.')
      await until('one tick more', async () => (await stats()).tick === tick + 1, 20_000)
    } finally {
      await page.keyboard.press('Space')
    }
    await until('the world runs', async () => !(await stats()).paused, 30_000)
    await page.keyboard.press('f')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys and legend' }).waitFor()
    await shoot(page, 'help')
    await page.keyboard.press('Escape')
  })

  test('a click picks a molbot and the wheel goes closer', async () => {
    const { page } = await open(browser)
    const canvas = page.locator('.world canvas')
    await canvas.waitFor()
    const box = (await canvas.boundingBox())!
    await until('a molbot is picked', async () => {
      await page.mouse.click(box.x + box.width * (0.3 + 0.4 * Math.random()), box.y + box.height * (0.3 + 0.4 * Math.random()))
      return (await page.locator('.card-picked').count()) > 0
    }, 60_000)
    await page.mouse.wheel(0, -600)
    expect(await page.locator('.card-picked').innerText()).toMatch(/energy/)
    await shoot(page, 'picked')
  })

  test.each([
    ['light-1280', 1280, 800, 'light'], ['dark-1920', 1920, 1080, 'dark'], ['light-1920', 1920, 1080, 'light'],
    ['dark-390', 390, 844, 'dark'], ['light-390', 390, 844, 'light'],
  ])('fits the window: %s', async (name, width, height, theme) => {
    const { page, troubles } = await open(browser, { viewport: { width, height } })
    await page.locator('.world canvas').waitFor()
    if (theme === 'light') await page.keyboard.press('t')
    expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
    await until('the first picture', async () => (await page.locator('.veil').count()) === 0, 45_000)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await shoot(page, name)
    expect(troubles).toEqual([])
  })

  test('a lost connection is said and mends by itself', async () => {
    const { page } = await open(browser, {}, cuttable)
    const health = page.getByTestId('health')
    await until('the page is live', async () => /Live|Slow|Degraded/.test(await health.innerText()), 45_000)
    await page.evaluate(() => (window as unknown as { cut(): void }).cut())
    await until('the page says so', async () => /Reconnecting|Connecting/.test(await health.innerText()), 20_000)
    await until('the page is live again', async () => /Live|Slow|Degraded/.test(await health.innerText()), 45_000)
  })
})

async function running(): Promise<boolean> {
  const [newest] = await api<Cycle[]>('/api/evolution/history?limit=1')
  return newest !== undefined && !newest.outcome
}

async function parameter(name: string): Promise<Param> {
  const found = (await api<Param[]>('/api/world/params')).find((p) => p.name === name)
  if (!found) throw new Error(`no parameter ${name}`)
  return found
}

const stats = () => api<SystemStats>('/api/stats')
