/** What somebody wants to post with, as it stands in the field now: lines of text, whatever was pasted. */
export function wordsNow(): string {
  const field = document.getElementById('caption') as HTMLTextAreaElement | null
  return (field?.value ?? '').replace(/[^\P{Cc}\n]/gu, ' ')
}
