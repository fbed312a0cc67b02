const pause = 3000

/** While the photo is on its way: asks the share door, which answers when the picture is there, and shows it. */
export function waitForPicture(): void {
  const root = document.documentElement
  const picture = document.getElementById('picture') as HTMLImageElement
  const source = picture.dataset.src
  if (!source) return // it is there already
  const page = source.replace(/\/photo\.jpg$/, '')
  again()

  async function wait(): Promise<void> {
    const answer = await fetch(`${page}/ready`, { cache: 'no-store' })
    if (answer.status === 200) return show()
    if (answer.status === 404) return location.replace(page) // the link has ended meanwhile
    setTimeout(again, answer.status === 204 ? 0 : pause)
  }

  function show(): void {
    picture.onload = () => {
      root.dataset.state = 'picture'
    }
    picture.onerror = () => setTimeout(() => location.replace(page), pause)
    picture.src = source as string
  }

  function again(): void {
    wait().catch(() => setTimeout(again, pause)) // bad network: it comes back
  }
}
