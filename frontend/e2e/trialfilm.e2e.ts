import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { Cycle } from '../src/wire/types'
import { api, closeAll, launch, missing, open, shoot, until } from './browser'

describe.skipIf(missing() !== '')('the film of a trial', () => {
  let browser: Browser
  let filmed: Cycle | undefined

  beforeAll(async () => {
    browser = await launch()
    await until('a cycle with a filmed trial', async () => {
      filmed = (await api<Cycle[]>('/api/evolution/history?limit=30')).find((c) => c.trial?.film)
      return filmed !== undefined
    }, 240_000)
  }, 300_000)
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('both forks run side by side, and stop where one wants', async () => {
    const { page, troubles } = await open(browser, {}, undefined, `/cycle/${filmed!.id}`)
    await page.getByRole('button', { name: 'Watch the trial' }).click()
    const theatre = page.locator('.theatre')
    await theatre.waitFor()
    expect(await theatre.locator('canvas').count()).toBe(2)
    const label = theatre.locator('.tick')
    const first = await label.innerText()
    await until('it runs', async () => (await label.innerText()) !== first, 20_000)
    await theatre.getByLabel('Moment of the trial').fill('15')
    const stopped = await label.innerText()
    await page.waitForTimeout(800)
    expect(await label.innerText()).toBe(stopped)
    const painted = await theatre.locator('canvas').first().evaluate((c: HTMLCanvasElement) => c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data.some((v) => v > 0))
    expect(painted).toBe(true)
    await shoot(page, 'trial-film')
    await theatre.getByRole('button', { name: 'Close the film' }).click()
    await theatre.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  })
})
