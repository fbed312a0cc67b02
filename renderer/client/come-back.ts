/**
 * Stands in the page itself (vite.config.ts), since it is for what cannot be loaded: a station that dies while a page
 * comes up leaves it without its script, style or words, and nobody at a kiosk can load it again. A page that is up is
 * left alone: it finds back to its station by itself, and may hold a photo.
 */
{
  const pauseMs = 500
  const answerWithinMs = 5_000
  let isWaiting = false

  /** Loads the page again as soon as the station answers. */
  const comeBack = async () => {
    if (isWaiting || document.body?.firstElementChild) return
    isWaiting = true
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, pauseMs))
      const answer = await fetch(location.href, {
        method: 'HEAD',
        signal: AbortSignal.timeout(answerWithinMs),
      }).catch(() => null)
      // A refusal is in words, and better than an empty page; 503 is a station that is coming up.
      if (answer && answer.status < 500) return location.reload()
    }
  }

  // What cannot be loaded tells only those who listen on its way down.
  addEventListener('error', comeBack, { capture: true })
  addEventListener('unhandledrejection', comeBack)
}
