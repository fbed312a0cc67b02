/** Calls `then` as soon as what was just put on the page has been painted; gives a function that calls it off. */
export function whenPainted(then: () => void): () => void {
  let wanted = true
  requestAnimationFrame(() => {
    // A message posted before the paint is handled right after it.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      if (wanted) then()
    }
    port2.postMessage(null)
  })
  return () => {
    wanted = false
  }
}
