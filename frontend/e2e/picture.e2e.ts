import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import type { SystemStats } from '../src/wire/types'
import { api, closeAll, launch, missing, open, paused, shoot, shown, stillWorld, until } from './browser'

describe.skipIf(missing() !== '')('the world as a picture', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  // A page that stays open keeps drawing and slows down the next one.
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('the canvas moves, the page is live, and nothing is asked of other hosts', async () => {
    const { page, troubles } = await open(browser)
    await shown(page)
    const canvas = page.locator('.world .canvas canvas')
    await page.locator('[data-testid=health].good, [data-testid=health].warn').waitFor()
    const tick = await page.getByTestId('tick').innerText()
    const first = await canvas.screenshot()
    await until('another picture', async () => !(await canvas.screenshot()).equals(first), 30_000)
    await until('the tick moves', async () => (await page.getByTestId('tick').innerText()) !== tick, 30_000)
    await shoot(page, 'dark-1280')
    expect(troubles).toEqual([])
  })

  test('coloured by species, trait, energy, age and generation, the legend counts everybody', async () => {
    const { page } = await open(browser)
    await shown(page)
    for (const by of ['species', 'trait', 'energy', 'age', 'generation']) {
      await page.getByLabel('Colour the molbots by').selectOption(by)
      await until(`a legend of ${by}`, async () => (await page.locator('.world-legend li').count()) > 0, 20_000)
      // Newborns belong to no clade until the phylogeny has been read again.
      const least = by === 'species' ? 0.4 : 0.8
      await until(`a legend of ${by} that counts everybody`, async () => {
        const rows = await page.locator('.world-legend li b').allInnerTexts()
        const sum = rows.reduce((n, text) => n + Number(text.replaceAll(',', '')), 0)
        const { entity_count: population } = await stats()
        return sum > population * least && sum < population * 1.25
      }, 60_000)
      await shoot(page, `by-${by}`)
    }
  })

  test('a row of the legend lights its molbots while it is pointed at, and for good when it is pressed', async () => {
    const { page } = await open(browser)
    await shown(page)
    await paused(page, async () => {
      await page.getByLabel('Colour the molbots by').selectOption('age')
      const row = page.locator('.world-legend li button').last()
      await row.waitFor()
      const differs = await stillWorld(page)
      await row.hover()
      await differs('the others are dimmed')
      await row.click()
      await page.mouse.move(5, 5)
      expect(await row.getAttribute('aria-pressed')).toBe('true')
      await shoot(page, 'lit')
      await page.keyboard.press('Escape')
      await differs('the light is out')
    })
  })

  test('layers lie over the ground with their scale', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByLabel('Layer over the ground').selectOption('temperature')
    await until('a scale in degrees', async () => (await page.locator('.scale').innerText()).includes('°C'), 20_000)
    await shoot(page, 'temperature')
    await page.getByLabel('Layer over the ground').selectOption('scent')
    await page.getByLabel('Channel of the scent').selectOption('1')
    await page.getByLabel('Layer over the ground').selectOption('fertility')
    await until('a scale', async () => /\d/.test(await page.locator('.scale').innerText()), 20_000)
    await page.getByLabel('Layer over the ground').selectOption('resources')
    expect(await page.locator('.scale').innerText()).toContain('most food')
  })

  test('a click picks a molbot; its genome and lineage are told; it is followed, and left for its parent', async () => {
    const { page, troubles } = await open(browser)
    await shown(page)
    await pickSomebody(page)
    const card = page.locator('.inspector')
    await until('its genome', async () => (await card.locator('.genes > div').count()) >= 10, 20_000)
    expect(await card.innerText()).toMatch(/energy[\s\S]*Age[\s\S]*Generation[\s\S]*Genome[\s\S]*Lineage/)
    await until('the small map', async () => (await page.locator('.minimap.away').count()) === 0, 10_000)
    await shoot(page, 'picked')
    const follow = card.getByRole('button', { name: 'Follow' })
    expect(await follow.getAttribute('aria-pressed')).toBe('true')
    await follow.click()
    await until('it is let go', async () => (await follow.getAttribute('aria-pressed')) === 'false', 10_000)
    await until('a molbot with a living parent', async () => {
      const parent = card.locator('.kin').first().locator('button').first()
      if ((await parent.count()) > 0) {
        const name = await parent.innerText()
        await parent.click({ timeout: 2000 }).catch(() => undefined) // it may die at that moment
        if ((await card.locator('h2').innerText()) === name) return true
      }
      await pickSomebody(page)
      await page.waitForTimeout(1200)
      return false
    }, 90_000)
    await page.keyboard.press('Escape')
    await until('nobody is picked', async () => (await card.count()) === 0, 10_000)
    expect(troubles).toEqual([])
  })

  test('the wheel and the buttons zoom, the small map travels, f shows all', async () => {
    const { page } = await open(browser)
    await shown(page)
    const box = (await page.locator('.world .canvas canvas').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.wheel(0, -600)
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await until('the small map', async () => (await page.locator('.minimap.away').count()) === 0, 10_000)
    const map = (await page.getByTestId('minimap').boundingBox())!
    await page.mouse.click(map.x + 20, map.y + 20)
    await page.keyboard.press('f')
    await until('all of it', async () => (await page.locator('.minimap.away').count()) === 1, 10_000)
  })

  test('two fingers pinch the world, and one drags it', async () => {
    const { page } = await open(browser, { viewport: { width: 390, height: 844 }, hasTouch: true })
    await shown(page)
    const box = (await page.locator('.world .canvas canvas').boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const hand = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: [number, number][]) =>
      hand.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([px, py], id) => ({ x: px, y: py, id })) })
    await touch('touchStart', [x - 20, y], [x + 20, y])
    for (const away of [40, 70, 100]) await touch('touchMove', [x - away, y], [x + away, y])
    await touch('touchEnd')
    await until('the small map', async () => (await page.locator('.minimap.away').count()) === 0, 20_000)
    await paused(page, async () => {
      const differs = await stillWorld(page)
      await touch('touchStart', [x, y])
      for (const away of [20, 50, 80]) await touch('touchMove', [x + away, y + away])
      await touch('touchEnd')
      await differs('another part of the world')
    })
  })

  test('keys: space pauses, . steps, ? explains', async () => {
    const { page } = await open(browser)
    await shown(page)
    await until('stats', async () => page.getByTestId('pause').isEnabled(), 20_000)
    await page.keyboard.press('Space')
    await until('the world is paused', async () => (await stats()).paused, 30_000)
    try {
      await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
      const { tick } = await stats()
      await page.keyboard.press('.')
      await until('one tick more', async () => (await stats()).tick === tick + 1, 20_000)
    } finally {
      await page.keyboard.press('Space')
    }
    await until('the world runs', async () => !(await stats()).paused, 30_000)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Help and settings' }).waitFor()
    await shoot(page, 'help')
    await page.keyboard.press('Escape')
  })
})

async function pickSomebody(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('f')
  const box = (await page.locator('.world .canvas canvas').boundingBox())!
  await until('a molbot is picked', async () => {
    if ((await page.locator('.inspector').count()) > 0) return true
    await page.mouse.click(box.x + box.width * (0.35 + 0.3 * Math.random()), box.y + box.height * (0.3 + 0.4 * Math.random()))
    await page.waitForTimeout(500) // if the click hit no molbot, the card does not appear
    return false
  }, 60_000)
}

const stats = () => api<SystemStats>('/api/stats')
