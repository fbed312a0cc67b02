/** Whether a window could be shown here. Only Linux runs without a display as a matter of course. */
export function hasDisplay(platform = process.platform, env = process.env): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Whether we run as root, where Chromium refuses to start with its sandbox. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}
