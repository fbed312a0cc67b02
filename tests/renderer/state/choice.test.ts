/// <reference types="svelte" />
import { expect, test } from 'vitest'
import { mostPeople } from '../../../electron/contract/consent.ts'
import { Choice } from '../../../renderer/state/choice.svelte.ts'

/** What several people say who ticked the brand's own channels. */
function several(people: number, ...agreed: number[]): Choice {
  const choice = new Choice()
  choice.tick('social')
  for (let i = 1; i < people; i++) choice.more()
  for (const person of agreed) choice.agree(person)
  return choice
}

test('nothing is ticked before somebody does', () => {
  const choice = new Choice()
  expect(choice.given).toEqual([])
  expect(choice.agreed).toEqual([])
  expect(choice.children).toBe(false)
  expect(choice.people).toBe(1)
  expect(choice.ready).toBe(false)
})

test('one person says yes by confirming, to exactly what is ticked', () => {
  const choice = new Choice()
  choice.tick('social')
  choice.tick('ads')
  choice.tick('social')
  expect(choice.ready).toBe(true)
  expect(choice.yes).toEqual({ given: ['ads'], people: 1, agreed: 1, children: false })
})

test('of several people, only those who tapped say yes', () => {
  expect(several(3).ready).toBe(false)
  const choice = several(3, 1, 2, 3)
  choice.agree(2)
  expect(choice.ready).toBe(true)
  expect(choice.yes).toEqual({ given: ['social'], people: 3, agreed: 2, children: false })
})

test('who said yes did not say it to what is ticked afterwards', () => {
  const choice = several(2, 1, 2)
  choice.tick('ads')
  expect(choice.agreed).toEqual([])
  expect(choice.ready).toBe(false)
})

test('to nothing, nobody says yes', () => {
  const choice = new Choice()
  choice.more()
  choice.agree(1)
  expect(choice.agreed).toEqual([])
})

test('who is not in the picture after all has said nothing', () => {
  const choice = several(3, 3)
  choice.fewer()
  choice.more()
  expect(choice.agreed).toEqual([])
  expect(choice.ready).toBe(false)
})

test(`there are from one to ${mostPeople} people in a picture`, () => {
  const choice = new Choice()
  choice.fewer()
  expect(choice.people).toBe(1)
  for (let i = 0; i < 2 * mostPeople; i++) choice.more()
  expect(choice.people).toBe(mostPeople)
})

test('with a child in the picture there is no yes, and the no says so', () => {
  const choice = several(1)
  choice.tickChildren()
  expect(choice.ready).toBe(false)
  expect(choice.no).toEqual({ given: [], people: 1, agreed: 0, children: true })
  choice.tickChildren()
  expect(choice.ready).toBe(true)
  expect(choice.no.children).toBe(false)
})
