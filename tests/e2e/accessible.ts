/** Whether everybody can use a page, as far as a program can tell. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

export const wcag22aa = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a page has against the rules with these tags (WCAG 2.2 AA unless said otherwise): each rule with the markup that breaks it. */
export async function violations(
  page: Page,
  tags: readonly string[] = wcag22aa,
): Promise<[string, string[]][]> {
  // Our pages have no frames, for which axe would open a further page each time.
  const axe = new AxeBuilder({ page }).withTags([...tags]).setLegacyMode()
  const { violations: found } = await axe.analyze()
  return found.map(({ id, nodes }) => [id, nodes.map(node => node.html)])
}
