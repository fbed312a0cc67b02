import { expect, test } from 'vitest'
import { escapeHtml } from '../../../electron/system/html.ts'

test('what means something in HTML is only text afterwards, between tags and in attributes', () => {
  expect(escapeHtml(`<b title='"'>Müller & Söhne</b>`)).toBe(
    '&lt;b title=&#39;&quot;&#39;&gt;Müller &amp; Söhne&lt;/b&gt;',
  )
})
