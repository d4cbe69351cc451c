import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { Checkpoint, Param, SystemStats } from '../src/wire/types'
import { api, closeAll, launch, missing, open, paused, post, shoot, shown, stillWorld, until } from './browser'

describe.skipIf(missing() !== '')('curves, lineage and controls', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('a curve is brushed, shown whole again, and saved as CSV and PNG', async () => {
    const { page, troubles } = await open(browser)
    await shown(page)
    const plot = page.locator('.curve .u-over')
    await plot.waitFor()
    await until('figures', async () => (await api<unknown[]>('/api/world/snapshots?limit=3')).length > 2, 60_000)
    const box = (await plot.boundingBox())!
    await until('a part is shown', async () => {
      await page.mouse.move(box.x + box.width * 0.3, box.y + 30)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.5, box.y + 32, { steps: 4 })
      await page.mouse.move(box.x + box.width * 0.7, box.y + 30, { steps: 4 })
      await page.mouse.up()
      return (await page.getByRole('button', { name: 'Population: show all' }).count()) > 0
    }, 30_000)
    await page.getByRole('button', { name: 'Population: show all' }).click()
    const saved = async (name: string) => {
      const coming = page.waitForEvent('download')
      await page.getByRole('button', { name }).click()
      return readFileSync((await (await coming).path())!)
    }
    const lines = (await saved('Population as CSV')).toString().trim().split('\n')
    expect(lines[0]).toBe('tick,molbots,births,deaths')
    expect(lines.length).toBeGreaterThan(2)
    expect((await saved('Population as PNG')).subarray(1, 4).toString()).toBe('PNG')
    expect(troubles).toEqual([])
  })

  test('all curves at once, each with its lines', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1440, height: 900 } })
    await shown(page)
    await page.keyboard.press('d')
    await until('eight curves', async () => (await page.locator('.multiples .curve canvas').count()) === 8, 20_000)
    for (const title of ['Births & deaths', 'Energy', 'Diversity', 'Trait shares', 'Climate & food', 'Tick time']) {
      expect(await page.locator('.multiples').innerText()).toContain(title)
    }
    await until('tick times', async () => /median \d/.test((await page.locator('.multiples .legend').last().innerText()).replaceAll('\n', ' ')), 20_000)
    await shoot(page, 'curves')
    expect(troubles).toEqual([])
  })

  test('a clade of the phylogeny is picked, and lit in the world', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1440, height: 900 } })
    await shown(page)
    await page.getByRole('button', { name: 'Lineage' }).click()
    await until('clades', async () => (await page.locator('.clades li').count()) > 0, 60_000)
    const canvas = page.locator('.branches canvas')
    expect(await canvas.getAttribute('aria-label')).toMatch(/^Phylogeny: \d+ living/)
    await paused(page, async () => {
      const differs = await stillWorld(page)
      await page.locator('.clades li button').first().click()
      expect(await page.locator('.chosen').innerText()).toMatch(/\d+ living descend from mol_[0-9a-f]+/)
      await differs('the clade is lit in the world')
      await shoot(page, 'lineage')
    })
    const box = (await canvas.boundingBox())!
    await until('a branch is picked on the tree itself', async () => {
      await page.mouse.click(box.x + box.width - 30, box.y + (box.height - 30) * Math.random())
      return (await page.locator('.chosen').count()) > 0
    }, 30_000)
    await page.getByRole('button', { name: 'Clear' }).click()
    expect(await page.locator('.chosen').count()).toBe(0)
    expect(troubles).toEqual([])
  })

  test('one of the first traits shows its source', async () => {
    const { page } = await open(browser)
    await page.getByRole('tab', { name: 'Traits' }).click()
    const graze = page.locator('[data-trait=graze_v1]')
    await graze.locator('.card-head').click()
    await until('its source', async () => (await graze.locator('.source pre').allInnerTexts()).join().includes('func Execute(m *trait.Molbot)'), 60_000)
    expect(await graze.innerText()).toContain('eat what lies in reach')
    await shoot(page, 'ancestor')
  })

  test('a slider changes the parameter on the API, and reset puts it back', async () => {
    const { page } = await open(browser)
    const before = await parameter('temperature')
    await page.getByRole('tab', { name: 'Controls' }).click()
    const slider = page.locator('input[data-param=temperature]')
    await slider.focus()
    for (let i = 0; i < 3; i++) await slider.press('PageUp')
    const shownValue = async () => Number(await page.getByLabel('temperature, exact').inputValue())
    await until('the API has what is shown, and that is higher', async () => {
      const { value } = await parameter('temperature')
      return value > before.value && value === (await shownValue())
    }, 20_000)
    await shoot(page, 'controls')
    await page.getByRole('button', { name: /Reset temperature/ }).click()
    await until('the API has the default', async () => (await parameter('temperature')).value === before.default, 20_000)
    const live = (await api<Param[]>('/api/world/params')).filter((p) => p.live)
    expect(await page.locator('input[data-param]').count()).toBe(live.length)
  })

  test('food is scattered, founders come, and a cold front is sent', async () => {
    const { page } = await open(browser)
    await page.getByRole('tab', { name: 'Controls' }).click()
    for (const [button, said] of [[/^Scatter \d/, 'Scattered'], [/^Add \d/, 'Added'], [/^Cold, /, 'cold front']] as const) {
      await until(said, async () => { // a full world accepts no founders until a molbot dies
        await page.getByRole('button', { name: button }).first().click()
        return page.locator('.notice.good', { hasText: said }).waitFor({ timeout: 4000 }).then(() => true, () => false)
      }, 60_000)
    }
  })

  test('the speed is chosen', async () => {
    const { page } = await open(browser)
    await page.getByLabel('Speed').selectOption('2')
    await until('twice the speed', async () => (await api<SystemStats>('/api/stats')).speed === 2, 20_000)
    await page.getByLabel('Speed').selectOption('1')
    await until('the speed of before', async () => (await api<SystemStats>('/api/stats')).speed === 1, 20_000)
  })

  test('the world is saved, and taken back to where it was', async () => {
    const { page } = await open(browser)
    await page.getByRole('tab', { name: 'Controls' }).click()
    await page.getByRole('button', { name: 'Save now' }).click()
    await page.locator('.notice.good', { hasText: 'saved' }).waitFor()
    await until('it is listed', async () => (await page.locator('.checkpoints li').count()) > 0, 30_000)
    const [newest] = await api<Checkpoint[]>('/api/world/checkpoints')
    await until('time passes', async () => (await api<SystemStats>('/api/stats')).tick > newest.tick + 400, 60_000)
    await post('/api/world/pause')
    try {
      // A newer one may have been saved meanwhile, or when the world was paused.
      const row = page.locator('.checkpoints li').filter({ hasText: `tick ${newest.tick.toLocaleString('en-US')}` })
      const back = row.locator('button')
      await back.click()
      expect(await back.innerText()).toMatch(/^Lose everything since [\d,]+\?$/)
      await page.waitForTimeout(700)
      await back.click()
      await page.locator('.notice.good', { hasText: 'back at tick' }).waitFor()
      // The figures of the loop are some tenths of a second old.
      await until('the world is where it was', async () => (await api<SystemStats>('/api/stats')).tick < newest.tick + 400, 10_000)
    } finally {
      await post('/api/world/resume')
    }
  })
})

async function parameter(name: string): Promise<Param> {
  const found = (await api<Param[]>('/api/world/params')).find((p) => p.name === name)
  if (!found) throw new Error(`no parameter ${name}`)
  return found
}
