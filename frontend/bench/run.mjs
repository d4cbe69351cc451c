// Measures the scene in a headless Chromium: npm run bench [-- 500 5000 20000]. Without a graphics card the pictures are
// drawn in software, which says little about a screen; what JavaScript spends holds anywhere.
import { cpus } from 'node:os'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'

const counts = process.argv.slice(2).map(Number)
const server = await createServer({
  root: new URL('.', import.meta.url).pathname, configFile: false, logLevel: 'error', server: { port: 0, host: '127.0.0.1' },
  resolve: { alias: { 'pixi-lib': new URL('../node_modules/pixi.js/lib', import.meta.url).pathname } }, // as in vite.config.ts
})
await server.listen()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
console.log(`${cpus().length} × ${cpus()[0].model}, Chromium ${browser.version()}, drawn in software; median / 95th percentile [ms]`)
console.log('molbots | decode a frame | take it into the scene | JavaScript of a picture | from picture to picture')
for (const count of counts.length ? counts : [500, 5000, 20_000]) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${server.resolvedUrls.local[0]}index.html`)
  await page.waitForFunction(() => 'measure' in window)
  const spent = await page.evaluate((n) => window.measure(n, 150), count)
  console.log([count, spent.decode, spent.take, spent.picture, spent.between].map(told).join(' | '))
  await page.close()
}
await browser.close()
await server.close()

function told(values) {
  if (!Array.isArray(values)) return values
  const sorted = values.slice(Math.ceil(values.length / 5)).sort((a, b) => a - b) // the first ones compile
  const at = (share) => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(2)
  return `${at(0.5)} / ${at(0.95)}`
}
