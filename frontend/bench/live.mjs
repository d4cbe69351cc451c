// Measures the page as it is shipped, over the stream that it gets: npm run bench:live -- http://127.0.0.1:8000 [seconds]. For a crowd:
// GENESIS_WEB_DIR=frontend/dist genesis bench viewers --molbots 20000 --food 2000 --viewers 1 --for 5m, which says where its gateway is.
// It counts processor time of the page's own thread, which other work on the machine does not change, and not the clock.
import { chromium } from 'playwright-core'

const [address, seconds = '20'] = process.argv.slice(2)
if (!address) throw new Error('usage: npm run bench:live -- ADDRESS [SECONDS]')
/** The first bytes of messages that are a scene: a keyframe, a delta, a step. The others come beside one. */
const SCENES = [1, 2, 5]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
let scenes = 0
let bytes = 0
page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
  if (typeof payload === 'string') return
  bytes += payload.length
  if (SCENES.includes(payload[0])) scenes++
}))
page.setDefaultTimeout(120_000) // drawn in software on a busy machine, a page takes its time
await page.goto(address)
await page.locator('.world .canvas canvas').waitFor()
await page.waitForTimeout(8000) // what is compiled, is by now
const devtools = await page.context().newCDPSession(page)
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
const now = async () => {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (name) => metrics.find((m) => m.name === name).value * 1000
  return { script: of('ScriptDuration'), task: of('TaskDuration'), heap: of('JSHeapUsedSize') / 1e9 }
}
const before = await now()
scenes = bytes = 0
const begun = performance.now()
const populations = []
while (performance.now() - begun < Number(seconds) * 1000) {
  await page.waitForTimeout(500)
  populations.push(Number((await page.getByTestId('population').innerText()).replace(/\D/g, '')))
}
const after = await now()
const counted = { scenes, bytes, seconds: (performance.now() - begun) / 1000 }
const population = Math.round(populations.reduce((a, b) => a + b, 0) / populations.length)
const per = (ms, n) => (ms / Math.max(n, 1)).toFixed(2)
console.log(`${population} molbots, Chromium ${browser.version()}, drawn in software, ${counted.seconds.toFixed(0)} s`)
console.log(`scenes of the stream: ${counted.scenes} (${per(counted.scenes, counted.seconds)} a second), ${per(counted.bytes, counted.scenes)} bytes each, ${per(counted.bytes, counted.scenes * population)} a molbot`)
console.log(`script: ${per(after.script - before.script, counted.scenes)} ms of processor time a scene; all of the page's thread: ${per(after.task - before.task, counted.scenes)} ms; heap ${after.heap.toFixed(0)} MB`)
await browser.close()
