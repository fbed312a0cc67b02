import { describe, expect, test } from 'vitest'
import { eventSchema } from '../../../electron/event/settings.ts'
import { longest, readAnswerForm, readPurpose, replyOf } from '../../../electron/share/answer-form.ts'
import { costOf } from '../../support/cost.ts'

const rules = (children: object = {}) => eventSchema.parse({ consent: { children } }).consent.children

const whole = {
  ...{ say: 'yes', asked: ['screens', 'social'], given: ['screens'], people: '2', language: 'en', seen: '7' },
  ...{ question: 'q'.repeat(22), form: 'f'.repeat(22) },
}

/** The form as a page sends it, changed; null leaves a field out. */
function fields(changes: Readonly<Record<string, string | readonly string[] | null>> = {}): URLSearchParams {
  const all = Object.entries({ ...whole, ...changes }).filter(([, value]) => value !== null)
  return new URLSearchParams(all.flatMap(([key, value]) => [value!].flat().map(one => [key, String(one)])))
}

const said = (changes: Parameters<typeof fields>[0] = {}, known = 1, children: object = {}) =>
  replyOf(readAnswerForm(fields(changes)), known, rules(children))

const contact = { asked: 'contact', given: 'contact' }
const child = {
  children: 'yes',
  'guardian-name': 'Ida',
  'guardian-relation': 'mother',
  signature: 'M1 2L30 40',
}

describe('a form', () => {
  test('is what one person answers', () => {
    expect(said()).toEqual({
      ...{ asked: ['screens', 'social'], given: ['screens'], language: 'en', seen: 7 },
      ...{ people: 2, agreed: 1, children: false },
    })
  })

  test('that says no is a no to everything that was asked, whatever else is in it', () => {
    for (const more of [{}, { given: null }, { people: '' }, { people: '99' }, { people: 'x' }, child])
      expect(said({ say: 'no', ...more })).toMatchObject({
        asked: ['screens', 'social'],
        given: [],
        agreed: 0,
      })
  })

  test('that says no keeps the number of people that was known', () => {
    expect(said({ say: 'no', people: '' }, 4)).toMatchObject({ people: 4 })
    expect(said({ say: 'no', people: '3' }, 4)).toMatchObject({ people: 4 })
    expect(said({ say: 'no', people: '5' }, 4)).toMatchObject({ people: 5 })
  })

  test('with nothing ticked is no yes', () => {
    expect(said({ given: null })).toBe('needsTick')
  })

  test.each([
    ['', 1],
    ['0', 1],
    ['21', 1],
    ['-2', 1],
    ['2.5', 1],
    ['two', 1],
    ['1e1', 1],
    ['3', 4],
  ] as const)('with %j people, where %i are known of, is asked how many there are', (people, known) => {
    expect(said({ people }, known)).toBe('needsPeople')
  })

  test.each(['kim@example.org', 'a.b+c@sub.example.co.uk', 'käthe@exämple.de'])(
    'leaves the address %s',
    address => {
      expect(said({ ...contact, address })).toMatchObject({ given: ['contact'], address })
    },
  )

  test.each([
    ...['', 'kim', 'kim@', '@example.org', 'kim@example', 'kim@example.', 'kim@.org', 'k im@example.org'],
    ...['kim@example..org', 'a@b@example.org', 'kim@example.org, a@example.org', '"<a@example.org>"'],
    `${'ü'.repeat(130)}@example.org`,
  ])('is asked again for an address that mail cannot reach: %j', address => {
    expect(said({ ...contact, address })).toBe('needsAddress')
  })

  test('keeps no address that nobody may write to', () => {
    expect(said({ address: 'kim@example.org' })).not.toHaveProperty('address')
  })
})

describe('with a child in the picture', () => {
  test('nothing can be allowed', () => {
    expect(said({ children: 'yes' })).toBe('childrenPrivate')
    expect(said(child)).toBe('childrenPrivate')
  })

  test('a guardian can, who gives a name and signs', () => {
    expect(said(child, 1, { allowed: 'guardian' })).toMatchObject({
      children: true,
      guardian: { name: 'Ida', relation: 'mother', signature: 'M1 2L30 40' },
    })
  })

  test.each(['guardian-name', 'guardian-relation', 'signature'])('a guardian without %s cannot', field => {
    expect(said({ ...child, [field]: '' }, 1, { allowed: 'guardian' })).toBe('needsGuardian')
    expect(said({ ...child, [field]: null }, 1, { allowed: 'guardian' })).toBe('needsGuardian')
  })

  test('a dot is no signature', () => {
    expect(said({ ...child, signature: 'M1 2M3 4' }, 1, { allowed: 'guardian' })).toBe('needsGuardian')
  })

  test('a guardian is written down only when there is one', () => {
    expect(said({ ...child, children: null }, 1, { allowed: 'guardian' })).not.toHaveProperty('guardian')
  })

  test('names are one line of text', () => {
    const reply = said({ ...child, 'guardian-name': ' Ida\r\n\0Moe ' }, 1, { allowed: 'guardian' })
    expect(reply).toMatchObject({ guardian: { name: 'Ida   Moe' } })
  })
})

describe('what no page of ours sends is refused', () => {
  test.each<[string, Parameters<typeof fields>[0]]>([
    ['no answer', { say: null }],
    ['an answer that is neither', { say: 'perhaps' }],
    ['two answers', { say: ['no', 'yes'] }],
    ['two numbers of people', { people: ['1', '4'] }],
    ['two entries that were seen', { seen: ['1', '999'] }],
    ['no entry that was seen', { seen: null }],
    ['an entry below nothing', { seen: '-1' }],
    ['an entry that is no number', { seen: 'NaN' }],
    ['no form of its own', { form: null }],
    ['a form with a short mark', { form: 'f' }],
    ['no question', { question: null }],
    ['nothing asked', { asked: null, given: null }],
    ['a purpose that is none', { asked: ['screens', 'everything'] }],
    ['a purpose with the name of a prototype', { asked: ['screens', '__proto__'] }],
    ['the constructor', { asked: ['constructor'], given: ['constructor'] }],
    ['a purpose twice', { asked: ['screens', 'screens'] }],
    ['a yes twice', { given: ['screens', 'screens'] }],
    ['a yes to what was not asked', { given: ['ads'] }],
    ['a language that is none', { language: 'xx' }],
    ['a language with the name of a prototype', { language: '__proto__' }],
    ['a name that is too long', { 'guardian-name': 'x'.repeat(longest.name + 1) }],
    ['an address that is too long', { address: `${'x'.repeat(longest.address)}@example.org` }],
    ['a signature that is too long', { signature: `M1 1${'L1 1'.repeat(longest.signature / 4)}` }],
    ['a signature with curves', { signature: 'M1 1C1 1 2 2 3 3' }],
    ['a signature with markup', { signature: 'M1 1L2 2"><script>' }],
    ['a signature that begins nowhere', { signature: 'L1 1' }],
    ['a signature far away', { signature: 'M1 1L99999 1' }],
  ])('%s', (_, changes) => {
    expect(() => readAnswerForm(fields(changes))).toThrow('CALL_INPUT')
  })

  test.each(['', 'purpose=', 'purpose=everything', 'purpose=__proto__', 'purpose=ads&purpose=social'])(
    'taking back %j',
    text => {
      expect(() => readPurpose(new URLSearchParams(text))).toThrow('CALL_INPUT')
    },
  )

  test('but fields that nobody knows are only left alone', () => {
    const odd = fields({ __proto__: 'x', constructor: 'x', toString: 'x', utm_source: 'x' })
    odd.append('__proto__', 'x')
    expect(readAnswerForm(odd)).toEqual(readAnswerForm(fields()))
    expect({}).not.toHaveProperty('utm_source')
  })

  test('a longest signature and a hostile one are read in no time', async () => {
    const path = `M1 1${'L1 1'.repeat(longest.signature / 4 - 1)}`
    const cost = await costOf(() => {
      expect(readAnswerForm(fields({ signature: path })).signature).toBe(path)
      expect(() => readAnswerForm(fields({ signature: `${path.slice(0, -1)}!` }))).toThrow('CALL_INPUT')
      expect(said({ ...contact, address: `${'a'.repeat(100)}@${'a.'.repeat(70)}` })).toBe('needsAddress')
    })
    expect(cost).toBeLessThan(2_000)
  })
})
