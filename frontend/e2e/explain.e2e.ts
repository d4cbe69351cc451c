import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { closeAll, launch, missing, open, shoot, shown, until } from './browser'
import { violations } from './axe'

/** Selects the molbot in the middle by keyboard and returns its id. */
async function picked(page: Page): Promise<string> {
  await page.locator('.world .canvas').focus()
  await page.keyboard.press('Enter')
  return page.locator('.inspector h2').innerText()
}

describe.skipIf(missing() !== '')('a molbot explains itself', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('with what it sensed, wanted and got, and the lines that ran', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1440, height: 900 } })
    await shown(page)
    await picked(page)
    await page.getByRole('button', { name: 'Why does it do that?' }).click()
    await page.locator('.explain .deeds').first().waitFor({ timeout: 60_000 })
    await until('lines have run', async () => (await page.locator('.heat-line.fired').count()) > 0, 60_000)
    expect(await page.locator('.explain .sentence').innerText()).toMatch(/energy changed by|In its last tick|time for this tick ran out/)
    await shoot(page, 'explain')
    expect(await violations(page)).toEqual([])
    expect(troubles).toEqual([])
  })

  test.each(['dark', 'light'] as const)('and a trait shows how often each line runs, %s', async (colorScheme) => {
    const { page, troubles } = await open(browser, { colorScheme }, undefined, '/trait/graze_v1')
    await page.getByRole('button', { name: 'Heat map' }).click()
    await page.locator('.heat-line').first().waitFor({ timeout: 60_000 })
    await until('a line is warm', async () => (await page.locator('.heat-count').allInnerTexts()).some((t) => /^\d/.test(t)), 60_000)
    await shoot(page, `heat-${colorScheme}`)
    expect(await violations(page)).toEqual([])
    expect(troubles).toEqual([])
  })

  test('a tool puts food where one clicks, and a star and a name outlive the page', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1280, height: 800 } })
    await shown(page)
    const id = await picked(page)
    await page.getByRole('button', { name: 'Star' }).click()
    await page.getByLabel(`Name of ${id}`).fill('Ada')
    await page.getByRole('button', { name: 'Tools', exact: true }).click()
    await page.getByRole('button', { name: 'Food here' }).click()
    await shoot(page, 'tools')
    expect(await violations(page)).toEqual([])
    const asked = page.waitForRequest((r) => r.url().endsWith('/api/world/scatter'))
    await page.locator('.world .canvas').focus()
    await page.keyboard.press('Enter')
    expect((await asked).postDataJSON()).toMatchObject({ count: 40 })
    await page.reload()
    await page.getByRole('tab', { name: 'Molbots' }).click()
    await page.getByRole('button', { name: 'Ada' }).waitFor()
    expect(troubles).toEqual([])
  })
})
