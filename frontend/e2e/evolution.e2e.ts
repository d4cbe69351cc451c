import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Cycle, EvolutionState, Mutation } from '../src/wire/types'
import { EXAMPLE } from '../src/panels/traits/drafts'
import { api, closeAll, launch, missing, open, paused, post, pressTwice, shoot, until } from './browser'

/** A cycle takes half a minute with synth; a model may take minutes. */
const CYCLE_MS = Number(process.env.E2E_CYCLE_MS ?? 300_000)

describe.skipIf(missing() !== '')('evolution', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(() => closeAll(browser))
  afterAll(() => browser?.close())

  test('evolution is paused and resumed', async () => {
    if ((await api<EvolutionState>('/api/evolution/state')).paused) await post('/api/evolution/resume')
    const { page } = await open(browser)
    await page.getByRole('button', { name: 'Pause evolution' }).click()
    await until('it is paused', async () => (await api<EvolutionState>('/api/evolution/state')).paused, 20_000)
    try {
      await until('the page says so', async () => (await page.getByTestId('evolution').innerText()).includes('is paused'), 20_000)
      await shoot(page, 'evolution-paused')
    } finally {
      await page.getByRole('button', { name: 'Resume evolution' }).click()
    }
    await until('it goes on', async () => !(await api<EvolutionState>('/api/evolution/state')).paused, 20_000)
  })

  test('a forced cycle is vetoed after a hint', async () => {
    const { page } = await open(browser)
    const row = await force(page, 'veto me')
    await row.locator('input[placeholder^="A hint"]').fill('keep it simple')
    await row.getByRole('button', { name: 'Hint' }).click()
    await page.locator('.notice.good', { hasText: 'hint' }).waitFor()
    await pressTwice(row.getByRole('button', { name: /^Veto/ }))
    await until('it is vetoed', async () => /vetoed/.test(await row.getByTestId('badge').innerText()), 60_000)
  }, CYCLE_MS + 60_000)

  test('a forced cycle appears with its stage, keeps a second one out, and is told step by step to its end', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1440, height: 1000 } })
    const drafts: string[] = []
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string' && payload.startsWith('{"type":"draft"')) drafts.push(payload)
    }))
    await page.reload()
    const row = await force(page, 'browser test')
    const id = (await row.getAttribute('data-cycle'))!
    expect(await row.getByTestId('badge').innerText()).toMatch(/queued|observe|plan|code|vet|trial|save|load|canary/)
    expect(await row.getByRole('link', { name: /Temporal/ }).getAttribute('href')).toContain(id)
    await until('its steps', async () => (await row.locator('.timeline li').count()) > 2, 60_000)
    await shoot(page, 'cycle-running')
    await page.getByTestId('force').click()
    const refusal = page.locator('.notice.bad')
    await refusal.waitFor()
    expect(await refusal.innerText()).toMatch(/already running|Too early/)
    await ended(row)
    expect(drafts.some((d) => d.includes(`"cycle_id":"${id}","step":"code"`) && d.includes('func Execute'))).toBe(true)
    const story = await api<Cycle>(`/api/evolution/cycles/${id}`)
    expect(await row.getByTestId('badge').innerText()).toContain(story.outcome!.replaceAll('_', ' '))
    if (story.programs?.length) await row.locator('.program .source pre').last().waitFor()
    if (story.trial) expect(await row.locator('[aria-label=Trial]').innerText()).toContain('95 % interval')
    await shoot(page, 'cycle-ended')
    await row.getByLabel('Run again from').selectOption('trial')
    expect(troubles).toEqual([])
  }, CYCLE_MS * 2 + 30_000)

  test('two versions of a trait written by hand are approved, watched, compared, pinned and rolled back; the first is run again', async () => {
    const { page, troubles } = await open(browser, { viewport: { width: 1440, height: 1400 } })
    const name = `by_hand_${Date.now() % 100_000}`
    const far = `NearestFood(${(50 + Math.random() * 40).toFixed(4)})` // known programs are rejected
    const first = await byHand(page, name, ['NearestFood(80)', far])
    await page.getByRole('tab', { name: 'Evolution' }).click()
    await approved(first)
    const canary = first.locator('[aria-label=Canary]')
    await until('the canary is told while it goes on', async () => /with it\s+without it[\s\S]*ever/.test(await textOf(canary)), 120_000)
    expect(await textOf(first.getByTestId('badge'))).toMatch(/canary|applied|rolled back/)
    await shoot(page, 'canary')
    await rolledBack(page, `${name}_v1`)

    await byHand(page, name, ['NearestFood(80)', far], ['0.8*m.MaxEnergy()', '0.6*m.MaxEnergy()'])
    await page.getByRole('tab', { name: 'Evolution' }).click()
    await approved(opened(page))
    await until('it is in the world', async () => (await versions(name)).some((m) => m.version === 2 && m.status === 'canary'), 120_000)
    await paused(page, async () => { // no canary ends while the world is paused
      const card = await traitCard(page, `${name}_v2`)
      await until('its source', async () => (await textOf(card.locator('.source pre'))).includes('0.6*m.MaxEnergy()'), 60_000)
      await card.getByLabel('What to show').selectOption({ label: 'changes since v1 (rolled back)' })
      await until('what was changed', async () => {
        const diff = card.locator('.diff')
        return (await textOf(diff.locator('.added'))).includes('0.6*m') && (await textOf(diff.locator('.removed'))).includes('0.8*m')
      }, 30_000)
      await shoot(page, 'traits-diff')
      const record = async () => (await versions(name)).find((m) => m.version === 2)!
      await card.getByRole('button', { name: 'Pin', exact: true }).click()
      await until('it is pinned', async () => (await record()).pinned === true, 30_000)
      await card.getByRole('button', { name: 'Unpin' }).click()
      await until('it is not', async () => !(await record()).pinned, 30_000)
    })
    await rolledBack(page, `${name}_v2`)
    await page.locator('.former summary').click()
    await until('both are among the former ones', async () => (await textOf(page.locator('.former'))).split(name).length === 3, 30_000)
    await idle()

    await page.getByRole('tab', { name: 'Evolution' }).click()
    const id = (await first.getAttribute('data-cycle'))!
    await first.locator('.card-head').click()
    await first.getByLabel('Run again from').selectOption('observe')
    const again = await runAgain(page, first)
    const row = page.locator(`[data-cycle="${again}"]`)
    await until('it says which one it is again', async () => (await textOf(row)).includes(`again from observe of #${Number(id.slice(-6))}`), 60_000)
    await until('it is open', async () => {
      if ((await row.locator('.card-head[aria-expanded=true]').count()) > 0) return true // the page opens it by itself
      await row.locator('.card-head').click({ timeout: 3000 }).catch(() => undefined)
      return false
    }, 20_000)
    await until('it is cancelled, or was quicker than the hand', async () => {
      if (/cancelled|rejected|failed/.test(await textOf(row.getByTestId('badge')))) return true
      await pressed(row, 'Cancel')
      await page.waitForTimeout(700)
      await pressed(row, 'Cancel it')
      return false
    }, 60_000)
    expect(troubles).toEqual([])
  }, CYCLE_MS * 2 + 60_000)
})

/** Writes a trait on the page, with parts of the template replaced, and loads it without a trial. */
async function byHand(page: Page, name: string, ...changes: [string, string][]): Promise<Locator> {
  for (;;) {
    await idle()
    await page.getByRole('tab', { name: 'Traits' }).click()
    await page.getByRole('button', { name: 'Write one yourself' }).click()
    await page.getByLabel('Name (also the name of its package)').fill(name)
    const source = page.getByLabel('Go source')
    await page.locator('.editor .cm-content').waitFor()
    await source.fill(changes.reduce((text, change) => text.replace(...change), EXAMPLE.source.replace('package scavenger', `package ${name}`)))
    await page.getByLabel('Try it in copies').uncheck()
    await shoot(page, 'write')
    const asked = page.waitForResponse((r) => r.url().endsWith('/api/mutations') && r.request().method() === 'POST')
    await page.getByRole('button', { name: 'Bring it into the world' }).click()
    const answer = await asked
    if (answer.ok()) {
      const { cycle_id: id } = (await answer.json()) as { cycle_id: string }
      await page.locator(`[data-cycle="${id}"] .card-head[aria-expanded=true]`).waitFor() // it opens by itself
      return page.locator(`[data-cycle="${id}"]`)
    }
    if (answer.status() !== 409) throw new Error(`the trait was refused: ${await answer.text()}`)
    await page.keyboard.press('Escape') // the watcher was faster
  }
}

const opened = (page: Page) => page.locator('.cycle').filter({ has: page.locator('[aria-expanded=true]') })

/** Presses Approve when the cycle asks for it. */
async function approved(row: Locator): Promise<void> {
  const button = row.getByRole('button', { name: 'Approve' })
  const badge = row.getByTestId('badge')
  await until('it asks for approval', async () => {
    if (/rejected|failed/.test(await textOf(badge))) throw new Error(`it ended: ${await textOf(row)}`)
    return (await button.count()) > 0
  }, CYCLE_MS)
  await button.click()
  await until('it goes on', async () => !(await textOf(badge)).includes('approval'), 60_000)
}

/** Reruns an ended cycle as soon as no other cycle is running. Returns the id of the new one. */
async function runAgain(page: Page, row: Locator): Promise<string> {
  for (;;) {
    await idle()
    const asked = page.waitForResponse((r) => r.url().endsWith('/rerun'))
    await row.getByRole('button', { name: 'Run again' }).click()
    const answer = await asked
    if (answer.ok()) return ((await answer.json()) as { cycle_id: string }).cycle_id
    if (answer.status() !== 409) throw new Error(`the rerun was refused: ${await answer.text()}`)
  }
}

/** Presses a button if it is there. */
const pressed = (within: Locator, name: string) =>
  within.getByRole('button', { name, exact: true }).click({ timeout: 3000 }).catch(() => undefined)

async function traitCard(page: Page, id: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Traits' }).click()
  const card = page.locator(`[data-trait="${id}"]`)
  await card.waitFor()
  const head = card.locator('.card-head')
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
  return card
}

/** Takes a trait out of the world on its card, during its canary or after it; the canary may do so by itself. */
async function rolledBack(page: Page, id: string): Promise<void> {
  const [name, version] = id.split('_v')
  const card = page.locator(`[data-trait="${id}"]`)
  await page.getByRole('tab', { name: 'Traits' }).click()
  await until('it is rolled back', async () => {
    if ((await versions(name)).some((m) => m.version === Number(version) && m.status === 'rolled_back')) return true
    const closed = card.locator('.card-head[aria-expanded=false]')
    if ((await closed.count()) > 0) await closed.click({ timeout: 3000 }).catch(() => undefined)
    await pressed(card, 'Roll back')
    await page.waitForTimeout(700)
    await pressed(card, 'Take it out of the world')
    return false
  }, 120_000)
}

const versions = async (name: string) => (await api<Mutation[]>('/api/mutations?limit=50')).filter((m) => m.trait_name === name)

/** The current text of an element, or nothing if it is absent. */
const textOf = async (l: Locator) => (await l.allInnerTexts()).join('\n')

/** Triggers a cycle on the page, after any cycle of the watcher has ended. Returns its row, opened. */
async function force(page: Page, reason: string): Promise<Locator> {
  for (;;) {
    await idle()
    await page.getByLabel('Start an evolution cycle').fill(reason)
    const asked = page.waitForResponse((r) => r.url().endsWith('/api/evolution/trigger'))
    await page.getByTestId('force').click()
    const answer = await asked
    if (answer.ok()) {
      const { cycle_id: id } = (await answer.json()) as { cycle_id: string }
      const row = page.locator(`[data-cycle="${id}"]`)
      await row.waitFor()
      return row
    }
    if (answer.status() !== 409) throw new Error(`the trigger was refused: ${await answer.text()}`)
  }
}

/**
 * Waits until the running cycle has ended. The system asks for approval, and nobody else approves the watcher's cycles.
 */
const idle = () => until('no cycle runs', async () => {
  const [newest] = await api<Cycle[]>('/api/evolution/history?limit=1')
  if (newest?.waiting === 'approval') await post(`/api/evolution/cycles/${newest.id}/approve`).catch(() => undefined)
  return newest === undefined || newest.outcome !== undefined
}, CYCLE_MS)

const ended = (row: Locator) => until('the page shows its end', async () => {
  const approve = row.getByRole('button', { name: 'Approve' })
  if ((await approve.count()) > 0) await approve.click({ timeout: 2000 }).catch(() => undefined) // it disappears when pressed
  return /applied|rolled back|rejected|failed|vetoed/.test(await row.getByTestId('badge').innerText())
}, CYCLE_MS)
