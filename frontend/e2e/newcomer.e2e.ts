import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import type { Cycle, FeedMessage } from '../src/wire/types'
import { violations } from './axe'
import { closeAll, launch, missing, open, shoot, shown, until } from './browser'

/** What a new visitor sees: on the first visit, on a wall, in another page, and when texts are malicious. */

const subtitle = 'Digital creatures whose code rewrites itself, live'

describe.skipIf(missing() !== '')('a newcomer', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test.each([[390, 844], [1280, 800], [1440, 900], [2560, 1440]])('reads what this is at %i×%i', async (width, height) => {
    const { page } = await open(browser, { viewport: { width, height } })
    const said = page.getByText(subtitle)
    await said.waitFor()
    const box = (await said.boundingBox())!
    expect(box.x + box.width).toBeLessThanOrEqual(width)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    for (const other of ['.figures', '.pulse', '.top nav']) {
      const b = (await page.locator(other).boundingBox())!
      expect(box.x + box.width <= b.x || b.x + b.width <= box.x || box.y + box.height <= b.y + 1 || b.y + b.height <= box.y + 1, other).toBe(true)
    }
  })

  test('is taken around once', async () => {
    const { page } = await open(browser, {}, () => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }))
    const tour = page.getByRole('dialog')
    await tour.waitFor()
    expect(await tour.innerText()).toContain('1 of 4')
    for (let i = 0; i < 3; i++) await tour.getByRole('button', { name: 'Next' }).click()
    await shoot(page, 'tour')
    await tour.getByRole('button', { name: 'Watch the world' }).click()
    await page.reload()
    await shown(page)
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('on a wall: the story, the world and a curve, nothing to press, and Escape comes back', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1920, height: 1080 } })
    await shown(page)
    await page.getByRole('button', { name: 'Help and settings' }).click()
    await page.getByRole('button', { name: 'Show it on a wall' }).click()
    await page.getByRole('heading', { name: 'The newest cycle' }).waitFor()
    expect(new URL(page.url()).searchParams.get('mode')).toBe('kiosk')
    for (const hidden of ['.dock-bar', '.feed-head input', '.float.right', '.float.left', '.world-legend', '.legend-open', '.trigger']) {
      expect(await page.locator(hidden).isVisible(), hidden).toBe(false)
    }
    await page.locator('.curve .u-over').waitFor()
    await shoot(page, 'wall')
    expect(await violations(page)).toEqual([])
    await page.locator('body').press('Escape')
    await page.getByRole('tab', { name: 'Evolution' }).waitFor()
    expect(troubles).toEqual([])
  })

  test('in another page: the world, and a way to the whole page', async () => {
    const { page } = await open(browser, { viewport: { width: 800, height: 500 } }, undefined, '/?mode=embed')
    await shown(page)
    const link = page.getByRole('link', { name: 'AI-Genesis' })
    expect(new URL((await link.getAttribute('href'))!).search).toBe('')
    expect(await page.locator('.top, .feed, .curves, .tabs').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await shoot(page, 'embedded')
  })

  test('texts of a model, a person or a file are shown and never run', async () => {
    const { page, troubles } = await open(browser)
    await page.route('**/api/evolution/history*', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: [hostileCycle, ...((await answer.json()) as Cycle[])] })
    })
    await page.route('**/api/feed*', (route) => route.fulfill({ json: [hostileLine] }))
    await page.reload()
    await shown(page)
    const card = page.locator('[data-cycle=cycle-main-900009]')
    await card.locator('.card-head').click()
    await until('the plan is shown', async () => (await card.innerText()).includes('<img src=x onerror'), 20_000)
    await until('the line is shown', async () => (await page.locator('.feed').innerText()).includes('<script>'), 20_000)
    await page.waitForTimeout(500)
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
    expect(await page.locator('img[src=x], a[href^="javascript:"]').count()).toBe(0)
    expect(await card.getByRole('link', { name: /Temporal/ }).count()).toBe(0)
    expect(troubles).toEqual([])
  })

  test('what belongs to a panel stays in it, and what floats over the world stays apart', async () => {
    const { page } = await open(browser, { viewport: { width: 1280, height: 800 } })
    await shown(page)
    await page.getByRole('tab', { name: 'Traits' }).click()
    const write = page.getByRole('button', { name: 'Write one yourself' })
    await write.waitFor()
    expect(await inside(page, '.bar-row button:last-of-type', '.tabs')).toBe(true)
    const hint = (await page.locator('.bar-row .hint').boundingBox())!
    expect(hint.height).toBeLessThan(40)
    await page.getByLabel('Colour the molbots by').selectOption('species')
    await page.locator('.world-legend li').nth(2).waitFor()
    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Zoom in' }).click()
    await until('the small map', async () => (await page.locator('.minimap.away').count()) === 0, 10_000)
    const [legend, map] = [(await page.locator('.world-legend').boundingBox())!, (await page.getByTestId('minimap').boundingBox())!]
    expect(map.x + map.width <= legend.x || legend.y + legend.height <= map.y).toBe(true)
    await shoot(page, 'legend-and-map')
  })
})

async function inside(page: Page, what: string, of: string): Promise<boolean> {
  const [a, b] = [(await page.locator(what).boundingBox())!, (await page.locator(of).boundingBox())!]
  return a.x >= b.x && a.x + a.width <= b.x + b.width
}

const harm = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>'

const hostileCycle = {
  id: 'cycle-main-900009', world: 'main', stage: 'done', outcome: 'rejected', reason: harm, model: harm, attempts: 1, mutation_ids: [],
  started_at: new Date().toISOString(), ended_at: new Date().toISOString(), temporal_url: 'javascript:window.harmed=1',
  trigger: { trigger_id: 't', problem_type: 'starvation', severity: 'low', origin: 'user', by: harm, reason: harm },
  plan: { plan_id: 'p', trigger_id: 't', action_type: 'new_trait', trait_name: 'harmful', description: harm },
}
const hostileLine = { agent: 'coder', action: harm, message: harm, timestamp: new Date().toISOString(), metadata: {} } as unknown as FeedMessage
