// Opens an address in a browser, waits until the document has what a pattern says, and prints the document. An answer of 400 or more
// about a cycle is an error. Arguments: a package.json beside the node_modules that have Playwright, the browser, the address, the pattern.
import { createRequire } from 'node:module'

const [from, executablePath, address, pattern] = process.argv.slice(2)
const { chromium } = createRequire(from)('playwright-core')
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
const wrong = []
let text = ''
try {
  const page = await browser.newPage()
  page.on('response', (r) => {
    if (r.status() >= 400 && (r.url() === address || /cycle-main-\d{6}/.test(r.url()))) wrong.push(`${r.status()} ${r.url()}`)
  })
  await page.goto(address, { waitUntil: 'commit', timeout: 60_000 })
  for (const until = Date.now() + 90_000; Date.now() < until; await page.waitForTimeout(500)) {
    text = await page.content()
    if (new RegExp(pattern).test(text)) break
  }
} finally {
  await browser.close()
}
console.log(text)
if (wrong.length) {
  console.error(wrong.join('\n'))
  process.exit(1)
}
