/** Says when the phone is offline, and what works meanwhile. */
export function tellWhenOffline(): void {
  const notice = document.getElementById('offline')
  if (!notice) return
  const look = () => {
    notice.hidden = navigator.onLine
  }
  addEventListener('online', look)
  addEventListener('offline', look)
  look()
}
