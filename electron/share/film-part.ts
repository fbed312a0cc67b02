/**
 * A boomerang's film, over its photo: that is there before it, and stays where a phone cannot play it. Without a script it
 * has the browser's own controls and stands still; the script plays it for those who do not mind motion.
 */
import type { ShareView } from './share-part.ts'

/** Nothing for a photo that has none. `from` gives where a file lies. */
export function filmPart(
  { words, there }: Pick<ShareView, 'words' | 'there'>,
  from: (name: 'boomerang' | 'photo') => string,
): string {
  if (!there.includes('boomerang')) return ''
  return `<video id="film" src="${from('boomerang')}" poster="${from('photo')}" width="1080" height="1350" aria-label="${words('share.film')}" muted loop playsinline controls preload="auto"></video>
<button id="play" type="button" data-play="${words('share.play')}" data-pause="${words('share.pause')}" hidden></button>`
}
