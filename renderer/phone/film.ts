/** Plays a boomerang to everybody who does not mind motion, and lets them stop it (WCAG 2.2.2). */
export function playFilm(): void {
  const film = document.querySelector<HTMLVideoElement>('#film')
  const button = document.getElementById('play')
  if (!film || !button) return
  const { play = '', pause = '' } = button.dataset
  film.controls = false
  button.hidden = false
  for (const event of ['play', 'pause']) film.addEventListener(event, show)
  // Its photo is below it.
  film.addEventListener('error', () => {
    film.hidden = button.hidden = true
  })
  button.addEventListener('click', () => (film.paused ? start() : film.pause()))
  show()
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) start()

  /** A phone that saves power plays nothing by itself. */
  function start(): void {
    film!.play().catch(() => {})
  }

  function show(): void {
    button!.classList.toggle('still', film!.paused)
    button!.setAttribute('aria-label', film!.paused ? play : pause)
  }
}
