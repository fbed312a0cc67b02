import { describe, expect, it } from 'vitest'
import { openAnswers, type Reply } from '../../../electron/consent/answers.ts'
import { openGate } from '../../../electron/consent/gate.ts'
import { openLedger } from '../../../electron/consent/ledger.ts'
import { makeKeys, openSealed } from '../../../electron/consent/seal.ts'
import { eventSchema } from '../../../electron/event/settings.ts'
import { day, moment } from '../../../electron/system/time.ts'
import { photosInFolder } from '../../support/photos.ts'

const now = Date.now()
const later = (days: number) => moment(now + days * day)

async function answersIn(consent: object = {}, broken: Parameters<typeof openAnswers>[0]['broken'] = null) {
  const at = await photosInFolder()
  const event = eventSchema.parse({ brand: 'Lumen', consent })
  const ledger = openLedger(at.store, '1.0.0')
  const gate = openGate(at.store, ledger, true)
  const answers = await openAnswers({ ...at, ledger, gate, event, broken })
  at.reserve('a', later(3).at)
  const say = (more: Partial<Reply> = {}, when = later(0)) =>
    answers.reply(
      {
        ...{ photoId: 'a', way: 'kiosk', language: 'en', asked: answers.offered('kiosk') },
        ...{ given: [], people: 1, agreed: 1, children: false, ...more },
      },
      when,
    )
  return { ...at, ledger, gate, answers, say, allowed: () => answers.offered('phone').filter(isAllowed) }
  function isAllowed(purpose: (typeof event.consent.ask)[number]) {
    return gate.allowed('a', purpose, now)
  }
}

describe('what is asked', () => {
  it('is what the event wishes for, each in words of its own', async () => {
    await using at = await answersIn({ ask: ['social', 'ads'] })
    const { choices, headline } = at.answers.ask('kiosk', 'en')!
    expect(choices.map(({ purpose }) => purpose)).toEqual(['social', 'ads'])
    expect(new Set(choices.map(({ words }) => words)).size).toBe(2)
    expect(headline).toContain('Lumen')
  })
  it('is nothing when the event wishes for nothing', async () => {
    await using at = await answersIn({ ask: [] })
    expect(at.answers.ask('kiosk', 'en')).toBeNull()
  })
  it('is nothing while the ledger does not hold, and a yes is refused', async () => {
    await using at = await answersIn({}, { seq: 3, why: 'changed' })
    expect(at.answers.ask('phone', 'en')).toBeNull()
    await expect(at.say({ asked: ['social'], given: ['social'] })).rejects.toThrow('LEDGER_BROKEN')
  })
  it('is an address only on a phone, and only with a key to seal it with', async () => {
    await using without = await answersIn({ ask: ['contact'] })
    expect(without.answers.offered('phone')).toEqual([])
    expect(without.answers.keyTrouble?.code).toBe('CONTACTS_NO_KEY')
    const { publicKey } = await makeKeys()
    await using at = await answersIn({ ask: ['contact'], contact: { key: publicKey } })
    expect([at.answers.offered('phone'), at.answers.offered('kiosk')]).toEqual([['contact'], []])
    expect(at.answers.keyTrouble).toBeNull()
  })
})

describe('what is answered', () => {
  it('is allowed for what was ticked, and written down as a no for the rest', async () => {
    await using at = await answersIn()
    await at.say({ given: ['social'] })
    expect(at.allowed()).toEqual(['social'])
    expect(at.ledger.entriesOf('a').map(({ said }) => said)).toMatchObject([
      { purpose: 'screens', given: false, licence: null },
      { purpose: 'social', given: true, asker: 'Lumen', app: '1.0.0', way: 'kiosk' },
    ])
  })
  it('is kept with the very words that were on the screen', async () => {
    await using at = await answersIn()
    await at.say({ given: ['social'], language: 'de' })
    const entry = at.ledger.entriesOf('a').at(-1)!
    const ask = at.answers.ask('kiosk', 'de')!
    const words = ask.choices.find(({ purpose }) => purpose === 'social')!.words
    const text = at.ledger.wording((entry.said as { wordingSha256: string }).wordingSha256)!.text
    expect(text.split('\n')).toEqual([ask.headline, ask.lead, words, ...ask.terms])
  })
  it('of a group counts when everybody has said yes, at the kiosk or on their own phone', async () => {
    await using at = await answersIn()
    await at.say({ given: ['social'], people: 3, agreed: 1 })
    expect(at.allowed()).toEqual([])
    const phone = { way: 'phone', asked: ['social'], given: ['social'], people: 3 } as const
    await at.say(phone)
    expect(at.answers.standing('a', now)).toMatchObject([
      { purpose: 'screens', standing: { allowed: false } },
      { purpose: 'social', standing: { allowed: false, agreed: 2, people: 3 } },
    ])
    await at.say(phone)
    expect(at.allowed()).toEqual(['social'])
  })
  it('of a group ends for all when one takes it back', async () => {
    await using at = await answersIn()
    await at.say({ given: ['social', 'screens'], people: 2, agreed: 2 })
    at.answers.takeBack('a', 'social', 'phone', later(0))
    expect(at.allowed()).toEqual(['screens'])
  })
  it('is taken back at one go, for all that somebody said yes to', async () => {
    await using at = await answersIn({ ask: ['screens', 'social', 'ads'] })
    await at.say({ given: ['social', 'ads'], people: 2, agreed: 1 })
    expect(at.answers.given('a', now)).toEqual(['social', 'ads'])
    at.answers.takeAllBack('a', 'staff', later(0))
    expect(at.answers.given('a', now)).toEqual([])
    const last = at.ledger.entriesOf('a').slice(-2)
    expect(last.map(({ kind, said }) => [kind, said.purpose, said.way])).toEqual([
      ['withdrawal', 'social', 'staff'],
      ['withdrawal', 'ads', 'staff'],
    ])
  })
  it('on a phone that does not know of a withdrawal is refused', async () => {
    await using at = await answersIn()
    await at.say({ given: ['social'], people: 2, agreed: 2 })
    const seen = at.answers.newest('a')
    at.answers.takeBack('a', 'social', 'phone', later(0))
    const late = { way: 'phone', asked: ['social'], given: ['social'], people: 2, seen } as const
    await expect(at.say(late)).rejects.toThrow('ANSWER_LATE')
    expect(at.allowed()).toEqual([])
    await at.say({ ...late, seen: at.answers.newest('a') })
    expect(at.answers.standing('a', now)[1]?.standing.agreed).toBe(1)
  })
  it('on a phone that does not know of a no to something else counts', async () => {
    await using at = await answersIn()
    const seen = at.answers.newest('a')
    await at.say({ way: 'phone', asked: ['screens'], given: [] })
    await at.say({ way: 'phone', asked: ['social'], given: ['social'], seen })
    expect(at.allowed()).toEqual(['social'])
  })
  it('for a photo that is gone is refused', async () => {
    await using at = await answersIn()
    await expect(at.say({ photoId: 'b', given: ['social'] })).rejects.toThrow('PHOTO_UNKNOWN')
  })
  it.each([
    ['nobody', { given: ['social'], agreed: 0 }],
    ['more people than there are', { given: ['social'], people: 1, agreed: 2 }],
    ['no people at all', { given: ['social'], people: 0, agreed: 0 }],
    ['what was not asked', { given: ['ads'] }],
    ['children, where they stay private', { given: ['social'], children: true }],
  ] as const)('by %s is refused, and nothing is written', async (_, more) => {
    await using at = await answersIn()
    await expect(at.say(more)).rejects.toThrow('ANSWER_REFUSED')
    expect(at.ledger.head().seq).toBe(0)
  })
})

describe('a child', () => {
  const children = { allowed: 'guardian' }
  const guardian = { name: 'Maria Muster', relation: 'mother', signature: 'M0 0L5 5' }
  it('is answered for by a guardian alone', async () => {
    await using at = await answersIn({ children })
    await expect(at.say({ given: ['social'], children: true })).rejects.toThrow('ANSWER_REFUSED')
    await at.say({ given: ['social'], children: true, guardian })
    expect(at.allowed()).toEqual(['social'])
    expect(at.ledger.entriesOf('a').at(-1)).toMatchObject({ said: { guardian } })
  })
  it('can always say no', async () => {
    await using at = await answersIn({ children: { allowed: 'no' } })
    await at.say({ children: true })
    expect(at.allowed()).toEqual([])
  })
})

describe('an address', () => {
  it('is sealed at once, and only the private key opens it', async () => {
    const { publicKey, privateKey } = await makeKeys()
    await using at = await answersIn({ ask: ['contact'], contact: { key: publicKey } })
    const phone = { way: 'phone', asked: ['contact'], given: ['contact'] } as const
    await expect(at.say(phone)).rejects.toThrow('ANSWER_REFUSED')
    await at.say({ ...phone, address: 'ada@example.org' })
    const { sealed } = at.ledger.contactsOf('a')[0]!
    expect(await openSealed(privateKey, sealed)).toBe('ada@example.org')
    expect(JSON.stringify(at.store.prepare('SELECT * FROM statements').all())).not.toContain('ada@')
    at.answers.takeBack('a', 'contact', 'phone', later(0))
    expect(at.ledger.contactsOf('a')).toEqual([])
    expect(at.ledger.verify().broken).toBeNull()
  })
})

describe('a photo is kept', () => {
  const expiry = (at: Awaited<ReturnType<typeof answersIn>>) => Date.parse(at.photos.find('a')!.expires_at)
  it('as long as a yes holds', async () => {
    await using at = await answersIn({ days: 100 })
    await at.say({ given: ['social'] })
    expect(expiry(at)).toBe(Date.parse(later(100).at))
  })
  it('no longer than a private one when nothing was allowed', async () => {
    await using at = await answersIn()
    const before = expiry(at)
    await at.say()
    expect(Math.abs(expiry(at) - before)).toBeLessThan(5_000)
  })
  it('for a private one’s time more when everything was taken back', async () => {
    await using at = await answersIn({ days: 100 })
    await at.say({ given: ['social'] })
    at.answers.takeBack('a', 'social', 'phone', later(50))
    expect(expiry(at)).toBe(Date.parse(later(53).at))
  })
})
