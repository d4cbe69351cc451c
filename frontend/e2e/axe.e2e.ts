import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { violations } from './axe'
import { closeAll, launch, missing, open, shoot, shown } from './browser'

const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click()

/** The states of the page that are checked, and how to reach each from the previous one. */
const STATES: [string, (page: Page) => Promise<unknown>][] = [
  ['the first page', async () => undefined],
  ['a layer and a legend', async (page) => {
    await page.getByLabel('Colour the molbots by').selectOption('species')
    await page.getByLabel('Layer over the ground').selectOption('temperature')
  }],
  ['an opened cycle', async (page) => {
    const head = page.locator('.cycle .card-head').first()
    if ((await head.count()) > 0) await head.click()
  }],
  ['an opened trait', async (page) => {
    await tab('Traits')(page)
    await page.locator('.trait .card-head').first().click()
    await page.locator('#panel-traits .source pre').first().waitFor()
  }],
  ['a trait being written', async (page) => {
    await page.getByRole('button', { name: 'Write one yourself' }).click()
    await page.locator('.editor .cm-content').waitFor()
  }],
  ['molbots and lineage', async (page) => {
    await page.keyboard.press('Escape')
    await tab('Molbots')(page)
    await page.locator('.molbots li').first().waitFor()
    await page.getByRole('button', { name: 'Lineage' }).click()
    await page.locator('.clades li').first().waitFor()
  }],
  ['a picked molbot', async (page) => {
    await page.getByLabel('Order of the molbots').selectOption('youngest') // the oldest may die under the pointer
    await page.locator('.molbots li button').first().click()
    await page.locator('.genes').waitFor()
  }],
  ['controls with a refused number, and all curves', async (page) => {
    await page.keyboard.press('Escape')
    await tab('Controls')(page)
    await page.locator('input.number').first().fill('no number')
    await page.locator('input.number').first().press('Enter')
    await page.getByRole('button', { name: 'Curves' }).click()
    await page.getByRole('button', { name: 'Make it large' }).click()
    await page.locator('.multiples .u-over').first().waitFor()
  }],
  ['help', async (page) => {
    await page.getByRole('button', { name: 'Help and settings' }).click()
    await page.getByRole('dialog').waitFor()
  }],
  ['the tour', async (page) => {
    await page.getByRole('button', { name: 'Take the tour' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
  }],
  ['a failing API, on the page of a trait', async (page) => {
    await page.route('**/api/**', (r) => r.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'redis does not answer' } } }))
    await page.goto(`${new URL(page.url()).origin}/trait/graze_v1`)
    await page.locator('.failing').first().waitFor()
  }],
  ['a failing API, at home', async (page) => {
    await page.getByRole('link', { name: 'To the world' }).click()
    await page.locator('.failing').first().waitFor()
  }],
]

describe.skipIf(missing() !== '')('axe, levels A and AA', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test.each(['dark', 'light'] as const)('finds nothing in any state of the %s page', async (theme) => {
    const { page } = await open(browser, { viewport: { width: 1440, height: 900 }, colorScheme: theme })
    await shown(page)
    expect(await page.locator('html').getAttribute('data-theme')).toBe(theme)
    const found: string[] = []
    for (const [name, enter] of STATES) {
      await enter(page)
      await page.waitForTimeout(700) // colours fade in
      found.push(...(await violations(page)).map((v) => `${name}: ${v}`))
      await shoot(page, `axe-${theme}-${name.replaceAll(/\W+/g, '-')}`)
    }
    expect(found).toEqual([])
  }, 400_000)

  test('finds nothing in forced colours, and what is printed has the story', async () => {
    const { page } = await open(browser, { viewport: { width: 1280, height: 800 }, forcedColors: 'active' })
    await shown(page)
    expect(await violations(page)).toEqual([])
    await shoot(page, 'forced-colours')
    await page.emulateMedia({ media: 'print', forcedColors: 'none' })
    expect(await page.locator('.trigger').isVisible()).toBe(false)
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
    await shoot(page, 'print')
  })
})
