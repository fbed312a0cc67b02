import { describe, expect, it } from 'vitest'
import { composerFor } from '../../../../renderer/parts/keyboard/compose.ts'
import type { Composing } from '../../../../renderer/parts/keyboard/layouts.ts'
import { loadPinyin } from '../../../../renderer/parts/keyboard/pinyin.ts'

async function typed(keys: string, composing?: Composing, language = 'en') {
  const composer = await composerFor(composing, language)
  return [...keys].reduce(
    (words, key) => (key === '⌫' ? composer.remove(words) : composer.type(words, key)),
    '',
  )
}

describe('keys become words', () => {
  it.each([
    ['ㅎㅏㄴㄱㅡㄹ', '한글'],
    ['ㅇㅏㄴㄴㅕㅇ ㅎㅏㅅㅔㅇㅛ!', '안녕 하세요!'],
    ['ㄱㅏㅂㅅ', '값'],
    ['ㄱㅏㅂㅅㅣ', '갑시'],
    ['ㄷㅏㄹㄱㅇㅣ', '닭이'],
    ['ㅇㅗㅐ', '왜'],
    ['ㄲㅗㅊ', '꽃'],
    ['ㅋㅋㅋ ㅠㅠ', 'ㅋㅋㅋ ㅠㅠ'],
    ['ㄱㅏㅂㅅ⌫⌫⌫⌫', ''],
    ['ㅎㅏㄴㄱㅡㄹ⌫', '한그'],
    ['ab⌫ㅏ', 'aㅏ'],
  ])('in Korean, syllable by syllable: %s is %s', async (keys, words) => {
    expect(await typed(keys, 'hangul', 'ko')).toBe(words)
  })

  it.each([
    ['か゛', 'が'],
    ['か゛゛', 'か'],
    ['は゛゜', 'ぱ'],
    ['か゜', 'か'],
    ['う゛', 'ゔ'],
    ['カ゛ツ小プ', 'ガップ'],
    ['しよ小う', 'しょう'],
    ['つ小小', 'つ'],
    ['小゛', ''],
    ['た゛⌫', ''],
  ])('in Japanese, with marks and small kana: %s is %s', async (keys, words) => {
    expect(await typed(keys, 'kana', 'ja')).toBe(words)
  })

  it('in Hindi, key by key, and delete takes back one key', async () => {
    expect(await typed('नमस्ते', undefined, 'hi')).toBe('नमस्ते')
    expect(await typed('नमस्ते⌫', undefined, 'hi')).toBe('नमस्त')
  })

  it('delete takes back a whole character elsewhere', async () => {
    expect(await typed('ab⌫')).toBe('a')
    const { remove } = await composerFor(undefined, 'en')
    expect(remove('a👩‍👩‍👧')).toBe('a')
    expect(remove('')).toBe('')
  })
})

it('Chinese is written by its sound, the usual characters first', async () => {
  const candidates = await loadPinyin()
  expect(candidates('wo').slice(0, 2)).toEqual(['我', '握'])
  expect(candidates('kai')[0]).toBe('开')
  expect(candidates('xin')).toContain('心')
  expect(candidates('zhua')[0]).toBe('抓')
  expect(candidates('zhuan').length).toBeGreaterThan(3)
  expect(candidates('x').length).toBeGreaterThan(5)
  expect(candidates('')).toEqual([])
  expect(candidates('qq')).toEqual([])
})
