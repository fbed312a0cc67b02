/** The words beside a photo: those that people post with, and those for whoever does not see the picture. */
import { type Language, say } from '../../text/index.ts'
import { type EventSettings, inHashtag } from '../event/settings.ts'
import { plain } from './markup.ts'
import type { Post } from './networks.ts'

/**
 * What to post with, until somebody writes better words: what the photo's own people said, on a line of its own, and
 * the event's words or some in `language`, with its hashtag once.
 */
export function captionFor(event: EventSettings, language: Language, story: string | null): string {
  const { name, brand, hashtag } = event
  const words = plain(event.share.caption || say(language, 'share.caption', { event: name, brand }))
  const all = story ? `${plain(story)}\n${words}` : words
  return hasTag(all, hashtag) ? all : `${all} ${hashtag}`
}

/** What the picture shows, as far as anybody can know without looking: it says nothing about the people in it. */
export function altText(event: EventSettings, language: Language): string {
  return plain(say(language, 'share.alt', { event: event.name, brand: event.brand }))
}

/** What is posted with `text`; `link` is the address of the photo's published page, null where there is none. */
export function postFor(
  event: EventSettings,
  language: Language,
  { text, link }: Pick<Post, 'text' | 'link'>,
): Post {
  const title = plain(say(language, 'share.title', { event: event.name }))
  return { text, link, title, picture: link && `${link}.jpg` }
}

/** Networks take #Lights for #lights, but not #lightshow. */
function hasTag(text: string, hashtag: string): boolean {
  const tags: readonly string[] = text.toLowerCase().match(new RegExp(`#${inHashtag}+`, 'gu')) ?? []
  return tags.includes(hashtag.toLowerCase())
}
