import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import type { Cycle, Param, SystemStats } from '../src/wire/types'
import { api, closeAll, launch, missing, open, shoot, shown, until } from './browser'

const place = (page: Page) => page.evaluate(() => location.pathname + location.search)

describe.skipIf(missing() !== '')('places, memory and hands', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('everything has an address, Back works, and an address opens what it names', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('tab', { name: 'Traits' }).click()
    await page.locator('[data-trait=graze_v1] .card-head').click()
    expect(await place(page)).toBe('/?tab=traits&trait=graze_v1')
    await page.getByLabel('Colour the molbots by').selectOption('energy')
    await page.getByLabel('Layer over the ground').selectOption('temperature')
    await page.getByLabel('Curve', { exact: true }).selectOption('energy')
    await page.getByRole('button', { name: /last 10,000 ticks/ }).click()
    const full = await place(page)
    expect(full).toBe('/?tab=traits&trait=graze_v1&color=energy&layer=temperature&curve=energy&ticks=recent')
    await page.goBack()
    await until('the trait is closed again', async () => (await page.locator('[data-trait=graze_v1] [aria-expanded=false]').count()) === 1, 10_000)
    await page.goBack()
    await until('the first tab', async () => (await page.getByRole('tab', { name: 'Evolution' }).getAttribute('aria-selected')) === 'true', 10_000)

    const { page: other } = await open(browser, {}, undefined, full)
    await shown(other)
    await other.locator('[data-trait=graze_v1] .source pre').waitFor()
    expect(await other.getByLabel('Colour the molbots by').inputValue()).toBe('energy')
    expect(await other.getByLabel('Layer over the ground').inputValue()).toBe('temperature')
    expect(await other.getByLabel('Curve', { exact: true }).inputValue()).toBe('energy')
    await other.getByRole('link', { name: 'Open as a page' }).click()
    await other.getByRole('heading', { name: 'Trait graze_v1' }).waitFor()
    expect(await place(other)).toBe('/trait/graze_v1')
    await shoot(other, 'trait-page')
  })

  test('a molbot has an address, and one that has died is said', async () => {
    const { page } = await open(browser)
    await shown(page)
    const [first] = await api<{ id: string }[]>('/api/world/molbots?limit=1')
    const { page: other } = await open(browser, {}, undefined, `/?molbot=${first.id}`)
    await until('it is picked, or has died by now', async () =>
      (await other.locator('.inspector h2').allInnerTexts()).join() === first.id || (await other.locator('.notice').allInnerTexts()).join().includes('not among the living'), 60_000)
    const { page: dead } = await open(browser, {}, undefined, '/?molbot=mol_0000000000001')
    await until('it is said', async () => (await dead.locator('.notice').allInnerTexts()).join().includes('is not among the living'), 60_000)
  })

  test('what is typed, open and scrolled is there again after another tab; a refused number stays', async () => {
    const { page } = await open(browser, { viewport: { width: 1280, height: 700 } })
    await shown(page)
    await page.getByLabel('Start an evolution cycle').fill('more colours')
    await page.getByRole('tab', { name: 'Controls' }).click()
    await page.locator('input[data-param]').first().waitFor()
    const panel = page.locator('#panel-world')
    await panel.evaluate((p) => { p.scrollTop = 300 })
    const number = page.getByLabel('temperature, exact')
    await number.fill('9000')
    await number.press('Enter')
    expect(await page.locator('#panel-world [role=alert]').innerText()).toMatch(/must be between/)
    await page.getByRole('tab', { name: 'Evolution' }).click()
    expect(await page.getByLabel('Start an evolution cycle').inputValue()).toBe('more colours')
    await page.getByRole('tab', { name: 'Controls' }).click()
    expect(await number.inputValue()).toBe('9000')
    expect(await panel.evaluate((p) => p.scrollTop)).toBeGreaterThan(200)
    expect((await api<Param[]>('/api/world/params')).find((p) => p.name === 'temperature')!.value).toBeLessThan(100)
    await number.press('Escape')
    expect(await number.inputValue()).not.toBe('9000')
  })

  test('a draft survives escape, a click beside the dialog and a reload; its refusal is said in the dialog', async () => {
    const { page } = await open(browser)
    await shown(page)
    const write = async () => {
      await page.getByRole('tab', { name: 'Traits' }).click()
      await page.getByRole('button', { name: 'Write one yourself' }).click()
      await page.getByRole('dialog', { name: 'Write a trait' }).waitFor()
    }
    await write()
    await page.getByLabel('Name (also the name of its package)').fill('draft_kept')
    await page.keyboard.press('Escape')
    await write()
    expect(await page.getByLabel('Name (also the name of its package)').inputValue()).toBe('draft_kept')
    await page.mouse.click(5, 5)
    await until('it is closed', async () => (await page.getByRole('dialog').count()) === 0, 5000)
    await page.reload()
    await shown(page)
    await write()
    expect(await page.getByLabel('Name (also the name of its package)').inputValue()).toBe('draft_kept')
    await page.route('**/api/mutations', (r) => r.fulfill({ status: 409, json: { error: { code: 'conflict', message: 'a cycle runs', details: { cycle_id: 'cycle-main-000009' } } } }))
    await page.getByRole('button', { name: 'Try it', exact: true }).click()
    const said = page.getByRole('dialog').getByRole('alert')
    await said.waitFor()
    expect(await said.innerText()).toContain('A cycle is already running')
    await shoot(page, 'write-refused')
  })

  test('vet answers while one types, all problems at once, and its silence hinders nobody', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('tab', { name: 'Traits' }).click()
    const problems = [{ line: 3, col: 1, code: 'import.forbidden', message: 'os cannot be imported' }, { line: 7, col: 2, code: 'type', message: 'foo is not defined', advice: 'declare it' }]
    await page.route('**/api/vet', async (r) => {
      const { source } = r.request().postDataJSON() as { source: string }
      await r.fulfill({ json: /\bfoo\b/.test(source) ? { ok: false, problems, mends: [] } : { ok: true, problems: [], mends: [] } })
    })
    await page.getByRole('button', { name: 'Write one yourself' }).click()
    const vet = page.getByTestId('vet')
    await until('it passes', async () => (await vet.innerText()).includes('Vet found no problems'), 20_000)
    const source = page.getByLabel('Go source')
    await source.press('Control+End')
    await page.keyboard.insertText('\nfoo')
    await until('both problems', async () => /2 problems[\s\S]*line 3[\s\S]*os cannot be imported[\s\S]*line 7[\s\S]*foo is not defined/.test(await vet.innerText()), 20_000)
    await vet.getByRole('button', { name: 'line 7' }).click()
    await shoot(page, 'vet')
    await page.unroute('**/api/vet')
    await page.route('**/api/vet', (r) => r.fulfill({ status: 404, json: { error: { code: 'not_found', message: 'no such path' } } }))
    await source.press('Control+End')
    await page.keyboard.insertText('\nbar')
    await until('it says that the cycle will', async () => (await vet.innerText()).includes('the cycle will'), 20_000)
  })

  test('a double click confirms nothing', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('tab', { name: 'Controls' }).click()
    await page.getByRole('button', { name: 'Save now' }).click()
    await page.locator('.notice.good', { hasText: 'saved' }).waitFor()
    const back = page.locator('.checkpoints li .confirm').last() // newer ones are inserted before it
    await back.waitFor()
    const asked: string[] = []
    page.on('request', (r) => r.method() === 'POST' && asked.push(new URL(r.url()).pathname))
    await back.dblclick()
    await page.waitForTimeout(1500)
    expect(await back.innerText()).toMatch(/^Lose everything since/)
    expect(asked.filter((p) => p.includes('restore'))).toEqual([])
  })

  test('keys can be switched off, and pausing asks when others watch', async () => {
    const { page } = await open(browser)
    await open(browser) // another viewer
    await shown(page)
    await until('the page knows of the other', async () => (await api<SystemStats>('/api/stats')).viewers > 1, 20_000)
    await page.waitForTimeout(2500)
    await page.getByTestId('pause').click()
    const question = page.getByRole('dialog', { name: 'Pause the world?' })
    await question.waitFor()
    expect(await question.innerText()).toMatch(/other viewer/)
    await question.getByRole('button', { name: 'No, leave it' }).click()
    expect((await api<SystemStats>('/api/stats')).paused).toBe(false)
    await page.keyboard.press('?')
    await page.getByLabel('Single keys are shortcuts').uncheck()
    await page.keyboard.press('Escape')
    for (const key of [' ', 't', '2', 'd']) await page.keyboard.press(key)
    await page.waitForTimeout(1500)
    expect((await api<SystemStats>('/api/stats')).paused).toBe(false)
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.getByRole('tab', { name: 'Evolution' }).getAttribute('aria-selected')).toBe('true')
  })

  test('the keyboard alone moves the picture and picks; the list finds a molbot', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.locator('.world .canvas').focus()
    await page.keyboard.press('Enter')
    await page.locator('.inspector h2').waitFor()
    const first = await page.locator('.inspector h2').innerText()
    await page.keyboard.press('PageDown')
    await until('another one', async () => (await page.locator('.inspector h2').innerText()) !== first, 10_000)
    await page.keyboard.press('Escape')
    await until('none', async () => (await page.locator('.inspector').count()) === 0, 10_000)
    await page.getByRole('tab', { name: 'Molbots' }).click()
    const rows = page.locator('.molbots li')
    await rows.first().waitFor()
    await page.getByLabel('Order of the molbots').selectOption('youngest') // the oldest may die during the search
    await until('a molbot is found and picked, unless it dies meanwhile', async () => {
      await page.getByLabel('Search the molbots').fill('')
      const id = await rows.nth(2).locator('code').innerText()
      await page.getByLabel('Search the molbots').fill(id)
      await page.waitForTimeout(500)
      if ((await rows.count()) !== 1) return false
      await rows.first().getByRole('button').click({ timeout: 3000 }).catch(() => undefined)
      return (await page.locator('.inspector h2').allInnerTexts()).join() === id
    }, 60_000)
    await shoot(page, 'molbots')
  })

  test('a cycle that waits for approval is announced in the head and in the title', async () => {
    const { page } = await open(browser)
    const waiting = {
      id: 'cycle-main-900002', world: 'main', stage: 'approval', waiting: 'approval', model: 'synth', attempts: 1, mutation_ids: [],
      started_at: new Date().toISOString(), temporal_url: '', trigger: { trigger_id: 't', problem_type: 'starvation', severity: 'low', origin: 'watcher', reason: 'few are left' },
    }
    await page.route('**/api/evolution/history*', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: [waiting, ...((await answer.json()) as Cycle[])] })
    })
    await page.getByTestId('approval').filter({ hasText: '#900002' }).waitFor({ timeout: 30_000 })
    expect(await page.title()).toContain('#900002 waits for approval')
    await page.getByTestId('approval').click()
    expect(await place(page)).toContain('cycle=cycle-main-900002')
  })

  test.each([[844, 390], [900, 500], [1366, 640], [390, 844], [320, 640]])('at %i×%i the world has room, nothing overlaps, and the page does not trap', async (width, height) => {
    const { page } = await open(browser, { viewport: { width, height }, hasTouch: width < 500 })
    await shown(page)
    const world = (await page.locator('.world').boundingBox())!
    expect(world.height).toBeGreaterThanOrEqual(Math.min(300, 0.5 * height))
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    const left = (await page.locator('.float.left').boundingBox())!
    const right = (await page.locator('.float.right').boundingBox())!
    expect(left.x + left.width <= right.x || left.y >= right.y + right.height || right.y >= left.y + left.height).toBe(true)
    if (width > 820 && height > 560) return
    expect(await page.locator('.world .canvas canvas').evaluate((c) => getComputedStyle(c).touchAction)).toBe('pan-y')
    if (width >= 500) return
    const hand = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      hand.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: world.x + world.width / 2, y, id: 0 }] })
    await touch('touchStart', world.y + 200)
    for (const y of [180, 140, 100, 60, 20]) await touch('touchMove', world.y + y)
    await touch('touchEnd')
    await until('one finger on the world scrolls the page', async () => (await page.evaluate(() => scrollY)) > 40, 10_000)
  })

})
