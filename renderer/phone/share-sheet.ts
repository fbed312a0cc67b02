import { count } from './count.ts'
import { wordsNow } from './words.ts'

/** Makes the phone's own share sheet the main action, with what the page lets save first and the words, where the browser has one. */
export function offerShareSheet(picture: Promise<HTMLImageElement>): void {
  const button = document.getElementById('share')
  const failed = document.getElementById('share-failed')
  const save = document.querySelector<HTMLAnchorElement>('.save')
  if (!button || !failed || !save) return
  const { download } = save
  const type = download.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg'
  if (!navigator.canShare?.({ files: [new File([''], download, { type })] })) return
  let loading: Promise<File> | undefined
  button.hidden = false
  document.documentElement.classList.add('sheet')
  // A sheet opens only soon after the tap: the file should be there by then. It comes from the browser's cache.
  load().catch(() => {})

  button.addEventListener('click', async () => {
    failed.hidden = true
    try {
      await navigator.share({ files: [await load()], text: wordsNow() })
      count('share')
    } catch (error) {
      // Closed again, it was open.
      if ((error as Error).name === 'AbortError') count('share')
      else failed.hidden = false
    }
  })

  function load(): Promise<File> {
    loading ??= fetchFile().catch(error => {
      loading = undefined // the next tap tries again
      throw error
    })
    return loading
  }

  async function fetchFile(): Promise<File> {
    await picture
    const answer = await fetch(save!.href.replace('?save', ''), { cache: 'force-cache' })
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    return new File([await answer.blob()], download, { type })
  }
}
