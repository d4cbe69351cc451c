import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { closeAll, launch, missing, open, shown } from './browser'

/** The page's network traffic: bytes on the wire, headers included, without the stream. */

/** Counts the bytes of every response, by request. */
async function counted(page: Page): Promise<{ of: Map<string, number>; clear(): void }> {
  const of = new Map<string, number>()
  const path = new Map<string, string>()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  devtools.on('Network.requestWillBeSent', (e) => path.set(e.requestId, new URL(e.request.url).pathname))
  devtools.on('Network.loadingFinished', (e) => {
    const name = path.get(e.requestId) ?? '?'
    of.set(name, (of.get(name) ?? 0) + e.encodedDataLength)
  })
  return { of, clear: () => of.clear() }
}

const sum = (of: Map<string, number>) => [...of.values()].reduce((a, b) => a + b, 0)
const WATCHED_MS = 60_000

describe.skipIf(missing() !== '')('traffic', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('beside the stream a viewer costs at most 10 kB a second', async () => {
    const { page } = await open(browser, { viewport: { width: 1440, height: 900 } })
    await shown(page)
    const count = await counted(page)
    await page.waitForTimeout(WATCHED_MS)
    const each = [...count.of].sort((a, b) => b[1] - a[1]).map(([name, bytes]) => `${name} ${Math.round(bytes / (WATCHED_MS / 1000))}`)
    const rate = sum(count.of) / (WATCHED_MS / 1000)
    console.log(`beside the stream: ${Math.round(rate)} B/s (${each.join(', ')})`)
    expect(rate).toBeLessThanOrEqual(10_000)
  }, WATCHED_MS + 120_000)

  test('the script of the first visit has less than 250 kB compressed', async () => {
    const loaded: string[] = []
    const { page } = await open(browser)
    page.on('response', (r) => new URL(r.url()).pathname.endsWith('.js') && loaded.push(new URL(r.url()).pathname))
    await page.reload()
    await shown(page)
    await page.locator('.curve .u-over').waitFor()
    const files = [...new Set(loaded)].map((p) => readFileSync(new URL(`../dist${p}`, import.meta.url)))
    const brotli = files.reduce((n, f) => n + brotliCompressSync(f).length, 0)
    const gzip = files.reduce((n, f) => n + gzipSync(f).length, 0)
    console.log(`script of the first visit: ${Math.round(brotli / 1000)} kB as brotli, ${Math.round(gzip / 1000)} kB as gzip, in ${files.length} files`)
    expect(files.length).toBeGreaterThan(2)
    expect(brotli).toBeLessThan(250_000)
  })
})
