import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { closeAll, launch, missing, open, shoot, shown, until } from './browser'

/** What the page shows while something is broken. */

/** Runs in the page before its own code: simulates a browser without WebGL. */
function withoutWebGL(): void {
  const native = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
    return kind.startsWith('webgl') || kind === 'webgpu' ? null : (native as (...a: unknown[]) => unknown).call(this, kind, ...rest)
  } as typeof native
}

/** Runs in the page before its own code: keeps the sockets, and can make them deaf. */
function deafenable(): void {
  const sockets: WebSocket[] = []
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      sockets.push(this)
    }
  }
  Object.assign(window, { deafen: () => sockets.forEach((s) => { s.onmessage = null }), sockets: () => sockets.length })
}

const health = (page: Page) => page.getByTestId('health').innerText()

describe.skipIf(missing() !== '')('faults', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test.each([
    ['answers 503', (page: Page) => page.route('**/api/**', (r) => r.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'redis does not answer' } } })), /API failing/, 'Redis does not answer.'],
    ['answers with a page of a proxy', (page: Page) => page.route('**/api/**', (r) => r.fulfill({ status: 502, body: '<html>Bad gateway' })), /API failing/, 'The web server cannot reach the gateway.'],
    ['is silent', (page: Page) => page.route('**/api/**', () => undefined), /API slow|API failing/, 'has not answered for'],
  ])('an API that %s is not shown as an empty world', async (_, breakIt, label, why) => {
    const { page } = await open(browser)
    await breakIt(page)
    await page.reload()
    await until('the head says so', async () => label.test(await health(page)), 40_000)
    const cycles = page.locator('#panel-cycles')
    await until('the list says so', async () => (await cycles.innerText()).includes(why), 40_000)
    for (const tab of ['Evolution', 'Traits', 'Controls']) {
      await page.getByRole('tab', { name: tab }).click()
      const said = await page.locator('[role=tabpanel]:not([hidden])').innerText()
      expect(said, tab).not.toMatch(/No cycle yet|No traits are known yet|There is no checkpoint yet|has no parameters/)
      expect(said, tab).toMatch(/Cannot load|Loading/)
    }
    expect(await page.locator('.feed').innerText()).not.toContain('There were no messages')
    await shoot(page, `api-${String(label).slice(5, 9)}-${why.length}`)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await until('it mends by itself', async () => /Live|Slow|Degraded|Waiting|Paused/.test(await health(page)), 60_000)
    await until('nothing is failing', async () => (await page.locator('.failing').count()) === 0, 20_000)
  })

  test('an API that fails later on keeps what was known, and says how old it is', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.getByRole('tab', { name: 'Traits' }).click()
    await page.locator('.trait').first().waitFor()
    await page.route('**/api/world/snapshots*', (r) => r.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'the engine does not answer' } } }))
    await until('it is said', async () => /The engine does not answer\. This is the last known state, from \d/.test(await page.locator('#panel-traits').innerText()), 40_000)
    expect(await page.locator('.trait').count()).toBeGreaterThan(0)
  })

  test('being offline is said in plain words, and mends by itself', async () => {
    const { page } = await open(browser)
    await shown(page)
    await page.context().setOffline(true)
    await until('it is said', async () => (await health(page)).includes('Offline'), 20_000)
    expect(await page.locator('.status-overlay').innerText()).toContain('You are offline')
    await shoot(page, 'offline')
    await page.context().setOffline(false)
    await until('it goes on', async () => /Live|Slow|Degraded|Waiting/.test(await health(page)), 60_000)
    await until('the picture is back', async () => (await page.locator('.status-overlay').count()) === 0, 30_000)
  })

  test('a stream that is silent without being closed is connected anew', async () => {
    const { page } = await open(browser, {}, deafenable)
    await shown(page)
    const before = await page.evaluate(() => (window as unknown as { sockets(): number }).sockets())
    await page.evaluate(() => (window as unknown as { deafen(): void }).deafen())
    await until('another connection', async () => (await page.evaluate(() => (window as unknown as { sockets(): number }).sockets())) > before, 40_000)
    await until('it is live', async () => /Live|Slow|Degraded|Waiting/.test(await health(page)), 40_000)
  })

  test('a browser without WebGL is told so, once, and everything else works', async () => {
    const { page, troubles } = await open(browser, {}, withoutWebGL)
    const said = page.locator('.status-overlay.solid')
    await said.waitFor()
    expect(await said.innerText()).toMatch(/cannot draw the world[\s\S]*hardware acceleration/)
    await until('figures come', async () => /\d/.test(await page.getByTestId('tick').innerText()), 30_000)
    for (const key of ['f', '+', 'c', 'l', 'Escape']) await page.keyboard.press(key)
    await said.getByRole('button', { name: 'Try again' }).click()
    await page.waitForTimeout(2500)
    await shoot(page, 'no-webgl')
    expect(troubles).toEqual([])
  })

  test('a lost picture is drawn anew, with the molbot that was picked', async () => {
    const { page, troubles } = await open(browser)
    await shown(page)
    await page.locator('.world .canvas').focus()
    await page.keyboard.press('Enter')
    await page.locator('.inspector').waitFor()
    await page.locator('.world .canvas canvas').evaluate((c: HTMLCanvasElement) => {
      c.dataset.old = 'yes'
      const gl = (c.getContext('webgl2') ?? c.getContext('webgl')) as WebGLRenderingContext
      gl.getExtension('WEBGL_lose_context')!.loseContext()
    })
    await until('another canvas', async () => (await page.locator('.world .canvas canvas:not([data-old])').count()) === 1, 30_000)
    expect(await page.locator('.world .canvas canvas').count()).toBe(1)
    const canvas = page.locator('.world .canvas canvas')
    const first = await canvas.screenshot()
    await until('it moves', async () => !(await canvas.screenshot()).equals(first), 30_000)
    expect(troubles.filter((t) => !/CONTEXT_LOST|context lost/i.test(t))).toEqual([])
  })
})
