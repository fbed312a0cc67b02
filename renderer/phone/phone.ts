/** While the photo is on its way: asks the share door, which answers when the picture is there, and shows it. */
const root = document.documentElement
const picture = document.getElementById('picture') as HTMLImageElement
const pause = 3000

async function wait(): Promise<void> {
  const answer = await fetch(`${location.pathname}/ready`, { cache: 'no-store' })
  if (answer.status === 200) return show()
  if (answer.status === 404) return location.reload() // the link has ended meanwhile
  setTimeout(again, answer.status === 204 ? 0 : pause)
}

function show(): void {
  picture.onload = () => {
    root.dataset.state = 'picture'
  }
  picture.onerror = () => setTimeout(() => location.reload(), pause)
  picture.src = picture.dataset.src as string
}

function again(): void {
  wait().catch(() => setTimeout(again, pause)) // bad network: it comes back
}

again()
