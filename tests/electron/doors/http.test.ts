import { expect, test } from 'vitest'
import { bindDoor, portOf, stopListening } from '../../../electron/doors/http.ts'

test('whoever comes before the station is ready is asked for a moment, and the page comes by itself', async () => {
  const server = await bindDoor({ door: 'share', host: '127.0.0.1', port: 0 }, {})
  const answer = await fetch(`http://127.0.0.1:${portOf(server)}/s/photo`)
  expect(answer.status).toBe(503)
  expect(Object.fromEntries(answer.headers)).toMatchObject({ refresh: '1', 'retry-after': '1' })
  const words = await answer.text()
  expect(words).toContain('One moment\nNothing is lost. It goes on by itself.')
  expect(words).toContain('Einen Moment\n')
  await stopListening(server)
})
