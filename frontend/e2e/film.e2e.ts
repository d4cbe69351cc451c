import { readFileSync, statSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import type { Film } from '../src/wire/api'
import { api, closeAll, launch, missing, open, shoot, shown, until } from './browser'

/** The tick of the past that is shown. */
async function tickOf(page: Page): Promise<number> {
  const text = await page.locator('.timebar .when b').innerText()
  return Number(text.replace(/\D/g, ''))
}

describe.skipIf(missing() !== '')('the past of the world', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
    await until('the film has some pictures', async () => (await api<Film>('/api/world/film')).pictures > 8, 60_000)
  }, 120_000)
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('it is looked at, runs forwards and backwards, has an address, and the present comes back', async () => {
    const { page, troubles } = await open(browser)
    await shown(page)
    const canvas = page.locator('.world .canvas canvas')
    await page.getByRole('button', { name: 'Look back in time' }).click()
    await page.locator('.timebar .when b').waitFor()
    const { from } = await api<Film>('/api/world/film')
    await page.getByLabel('Moment of the past').fill(String(from + 120))
    await until('a picture of the beginning', async () => (await tickOf(page)) <= from + 180, 20_000)
    expect(new URL(page.url()).searchParams.get('at')).toMatch(/^\d+$/)
    const still = await canvas.screenshot()
    await page.getByLabel('Speed of the film').selectOption('1')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await until('the film runs', async () => (await tickOf(page)) >= from + 240, 30_000)
    expect((await canvas.screenshot()).equals(still)).toBe(false)
    await page.getByRole('button', { name: 'Play backwards' }).click()
    const turned = await tickOf(page)
    await until('it runs backwards', async () => (await tickOf(page)) < turned, 30_000)
    await page.getByRole('button', { name: 'Stop' }).click()
    const before = await tickOf(page)
    const curve = page.locator('.curves .u-over').first()
    const box = (await curve.boundingBox())!
    await page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2)
    await until('a press on the curve goes there', async () => (await tickOf(page)) > before + 240, 20_000)
    await shoot(page, 'past')
    await page.getByRole('button', { name: 'Back to the present' }).click()
    expect(new URL(page.url()).searchParams.get('at')).toBeNull()
    await until('the world goes on', async () => {
      const one = await canvas.screenshot()
      await page.waitForTimeout(400)
      return !(await canvas.screenshot()).equals(one)
    }, 20_000)
    expect(troubles).toEqual([])
  })

  test('a link opens the past at its tick, and Back leaves it', async () => {
    const { from } = await api<Film>('/api/world/film')
    const { page } = await open(browser, {}, undefined, `/?at=${from + 300}`)
    await page.locator('.timebar .when b').waitFor()
    await until('its tick', async () => Math.abs((await tickOf(page)) - from - 300) <= 120, 20_000)
    await page.getByRole('button', { name: 'Back to the present' }).click()
    await page.locator('.timebar').waitFor({ state: 'detached' })
  })

  test('a stretch is saved as a video', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('button', { name: 'Look back in time' }).click()
    await page.locator('.timebar .when b').waitFor()
    await page.getByLabel('Moment of the past').fill(String((await api<Film>('/api/world/film')).from + 60))
    await page.getByRole('button', { name: 'Record' }).click()
    await page.waitForTimeout(3000)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Stop and save' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toMatch(/^world-\d+-\d+\.(webm|mp4)$/)
    expect(statSync(await file.path()).size).toBeGreaterThan(5000)
    await file.saveAs(new URL('../test-results/past.webm', import.meta.url).pathname)
  })

  test('a stretch is saved as a GIF that the browser can show', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('button', { name: 'Look back in time' }).click()
    await page.locator('.timebar .when b').waitFor()
    await page.getByLabel('Record as').selectOption('GIF')
    await page.getByRole('button', { name: 'Record' }).click()
    await page.waitForTimeout(3000)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Stop and save' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toMatch(/^world-\d+-\d+\.gif$/)
    const bytes = [...readFileSync(await file.path())]
    await file.saveAs(new URL('../test-results/past.gif', import.meta.url).pathname)
    const [pictures, colors] = await page.evaluate(async (data) => {
      const decoder = new ImageDecoder({ type: 'image/gif', data: Uint8Array.from(data) })
      await decoder.completed
      const { image } = await decoder.decode({ frameIndex: 1 })
      const paper = new OffscreenCanvas(image.displayWidth, image.displayHeight).getContext('2d')!
      paper.drawImage(image, 0, 0)
      const pixels = new Uint32Array(paper.getImageData(0, 0, image.displayWidth, image.displayHeight).data.buffer)
      return [decoder.tracks.selectedTrack!.frameCount, new Set(pixels).size]
    }, bytes)
    console.log(`a GIF of ${pictures} pictures in ${Math.round(bytes.length / 1000)} kB`)
    expect(pictures).toBeGreaterThan(4)
    expect(colors).toBeGreaterThan(20)
  })

  test('a film that can not be had says why', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.route('**/api/world/film/pictures*', (r) => r.fulfill({ status: 503, contentType: 'application/json', body: '{"error":{"code":"unavailable","message":"the engine does not answer"}}' }))
    await page.getByRole('button', { name: 'Look back in time' }).click()
    await page.locator('.timebar', { hasText: 'The engine does not answer.' }).waitFor()
    await page.getByRole('button', { name: 'Back to the present' }).click()
    await page.locator('.timebar').waitFor({ state: 'detached' })
  })
})
