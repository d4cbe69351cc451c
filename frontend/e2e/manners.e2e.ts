import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe'
import { closeAll, launch, missing, open, shoot, shown, until } from './browser'

/** Runs in the page before its own code: keeps the sockets, so that a test can close them. */
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

describe.skipIf(missing() !== '')('manners', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test.each([
    ['dark-1920', 1920, 1080, 'dark'], ['light-1440', 1440, 900, 'light'], ['light-1280', 1280, 800, 'light'],
    ['dark-390', 390, 844, 'dark'], ['light-390', 390, 844, 'light'],
  ])('fits the window, and axe finds nothing against A and AA: %s', async (name, width, height, theme) => {
    // The page follows the system's theme.
    const { page, troubles } = await open(browser, { viewport: { width, height }, colorScheme: theme as 'dark' | 'light' })
    await shown(page)
    expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
    await page.waitForTimeout(800) // the picture is redrawn in the other colours
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await shoot(page, name)
    expect(await violations(page)).toEqual([])
    expect(troubles).toEqual([])
  })

  test('a lost connection is said and mends by itself', async () => {
    const { page } = await open(browser, {}, cuttable)
    const health = page.getByTestId('health')
    await until('the page is live', async () => /Live|Slow|Degraded/.test(await health.innerText()), 45_000)
    await page.evaluate(() => (window as unknown as { cut(): void }).cut())
    await until('the page says so', async () => /Reconnecting|Connecting/.test(await health.innerText()), 20_000)
    await shoot(page, 'disconnected')
    await until('the page is live again', async () => /Live|Slow|Degraded/.test(await health.innerText()), 45_000)
  })

  test.each([
    ['degraded', { degraded: ['temporal'] }, /Degraded[\s\S]*temporal/, ''], ['read-only', { needs_token: true }, /Live|Slow|Degraded/, 'Read-only'],
  ])('a system that is %s is told as such', async (_, change, label, access) => {
    const { page } = await open(browser)
    await page.route('**/api/stats', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: { ...(await answer.json()), achieved_hz: 62.5, ...change } })
    })
    await until('the page says so', async () => label.test(await page.getByTestId('health').innerText()), 30_000)
    if (!access) return
    await until('the page says so', async () => (await page.getByTestId('access').count()) > 0, 20_000)
    expect(await page.getByTestId('access').innerText()).toBe(access)
    await page.getByTestId('access').click()
    await page.getByRole('dialog', { name: 'API token' }).waitFor()
    await shoot(page, 'read-only')
  })

  test('a model that is away is said, in the head and on its cycle', async () => {
    const { page } = await open(browser)
    const waiting = {
      id: 'cycle-main-900001', world: 'main', stage: 'plan', waiting: 'model', model: 'llama3:8b', attempts: 0, mutation_ids: [],
      started_at: new Date().toISOString(), temporal_url: '', trigger: { trigger_id: 't', problem_type: 'starvation', severity: 'low', origin: 'watcher', reason: 'few are left' },
    }
    await page.route('**/api/evolution/history*', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: [waiting, ...((await answer.json()) as object[])] })
    })
    await page.route('**/api/stats', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: { ...(await answer.json()), achieved_hz: 62.5, paused: false, degraded: [] } })
    })
    const health = page.getByTestId('health')
    await until('the head says so', async () => /Waiting for the model[\s\S]*llama3:8b/.test(await health.innerText()), 60_000)
    expect(await page.locator('[data-cycle=cycle-main-900001]').innerText()).toContain('Waiting for the model to answer.')
    await shoot(page, 'waiting')
  })

  test('three notices at once cover nothing that is needed', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByLabel('Colour the molbots by').selectOption('energy')
    await page.getByRole('tab', { name: 'Controls' }).click()
    for (const name of [/^Scatter \d/, /^Add \d/, /^Cold, /]) await page.getByRole('button', { name }).first().click()
    await until('three notices', async () => (await page.locator('.notice').count()) === 3, 20_000)
    await shoot(page, 'notices')
    const notices = await boxOf(page, '.notices')
    for (const other of ['.world-legend', '.float.left', '.float.right', '.top', '.tabs', '.curves']) {
      expect(apart(notices, await boxOf(page, other)), other).toBe(true)
    }
  })

  test('a long state and a long name of a model leave each other room at 1280', async () => {
    const { page } = await open(browser)
    await page.route('**/api/stats', async (route) => {
      const answer = await route.fetch()
      const long = { model: 'qwen2.5-coder:32b-instruct-q8_0', degraded: ['temporal', 'redis', 'engine', 'worker'], needs_token: true }
      await route.fulfill({ json: { ...(await answer.json()), ...long, paused: false, engine_up: true } })
    })
    await until('it is said', async () => (await page.getByTestId('health').innerText()).includes('Not answering'), 30_000)
    await shoot(page, 'long-state')
    const parts = [await boxOf(page, '.figures'), await boxOf(page, '.pulse'), await boxOf(page, '.top nav')]
    expect(parts[0].x + parts[0].width).toBeLessThanOrEqual(parts[1].x)
    expect(parts[1].x + parts[1].width).toBeLessThanOrEqual(parts[2].x)
    expect(parts[2].x + parts[2].width).toBeLessThanOrEqual(1280)
  })

  test('a trait that was taken out while bearers live on is not told in green', async () => {
    const { page } = await open(browser)
    const out = {
      id: 'mut_graze_v1', trait_name: 'graze', version: 1, status: 'rolled_back', model: 'llama3:8b', score: 0, cycle_id: 'cycle-main-000001',
      description: 'seeks food', created_at: new Date().toISOString(),
    }
    await page.route('**/api/mutations?*', (route) => route.fulfill({ json: [out] }))
    await page.reload()
    await shown(page)
    await page.getByRole('tab', { name: 'Traits' }).click()
    const badge = page.locator('[data-trait=graze_v1] .badge')
    await until('it is told', async () => (await badge.allInnerTexts()).join() === 'rolled back', 60_000)
    const color = (of: string) => page.evaluate((c) => {
      const probe = document.body.appendChild(document.createElement('i'))
      probe.style.color = c
      const said = getComputedStyle(probe).color
      probe.remove()
      return said
    }, of)
    expect(await badge.evaluate((b) => getComputedStyle(b).color)).toBe(await color('var(--warn)'))
  })

  test('the keyboard alone reaches everything', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.keyboard.press('2')
    expect(await page.getByRole('tab', { name: 'Traits' }).getAttribute('aria-selected')).toBe('true')
    await page.getByRole('tab', { name: 'Traits' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { name: 'Molbots' }).getAttribute('aria-selected')).toBe('true')
    await page.getByLabel('Search the molbots').waitFor() // a tab's script is loaded when it is first opened
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => {
      const at = document.activeElement!
      return getComputedStyle(at).outlineStyle !== 'none' && at.closest('[role=tabpanel]') !== null
    })).toBe(true)
  })
})

test('the built page has less than 1 MB gzipped', () => {
  const dist = new URL('../dist/', import.meta.url)
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  const bytes = files.reduce((sum, f) => sum + gzipSync(readFileSync(`${f.parentPath}/${f.name}`)).length, 0)
  console.log(`the built page has ${Math.round(bytes / 1000)} kB gzipped`)
  expect(bytes).toBeLessThan(1_000_000)
})

interface Box { x: number; y: number; width: number; height: number }

async function boxOf(page: Page, selector: string): Promise<Box> {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error(`${selector} is not to be seen`)
  return box
}

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
