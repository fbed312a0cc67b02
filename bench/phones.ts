/**
 * phones.ts ORIGIN SECONDS PATH…: crowds of 200 phones, one every so many seconds until the input ends. Each phone opens
 * a photo's page and then its picture, as a browser does, over a connection of its own. Prints what it took, as JSON.
 */
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const phones = 200
const userAgent =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36'

const [origin = '', seconds = '', ...paths] = process.argv.slice(2)
let isOver = false
process.stdin.resume().once('end', () => {
  isOver = true
})

/** Milliseconds from the first knock of each phone. */
const results = { page: [] as number[], picture: [] as number[], dropped: 0, crowds: 0 }

while (!isOver) {
  const began = performance.now()
  await Promise.all(Array.from({ length: phones }, (_, phone) => openPhoto(phone)))
  results.crowds += 1
  await pause(Math.max(0, Number(seconds) * 1000 - (performance.now() - began)))
}
process.stdout.write(JSON.stringify(results))

async function openPhoto(phone: number): Promise<void> {
  const path = paths[phone % paths.length]!
  const began = performance.now()
  const agent = new Agent({ keepAlive: true, localAddress: `127.0.3.${phone + 1}` })
  try {
    await download(agent, path)
    results.page.push(performance.now() - began)
    await download(agent, `${path}/photo.jpg`)
    results.picture.push(performance.now() - began)
  } catch {
    results.dropped += 1
  } finally {
    agent.destroy()
  }
}

/** Throws when the answer is not what was asked for, or not all of it. */
async function download(agent: Agent, path: string): Promise<void> {
  const request = get(origin + path, { agent, headers: { 'User-Agent': userAgent } })
  const [response] = await once(request, 'response')
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  if (response.statusCode !== 200 || bytes !== Number(response.headers['content-length']))
    throw new Error(`${path} was answered ${response.statusCode} with ${bytes} bytes`)
}
