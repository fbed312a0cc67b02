/** How a kiosk sounds and stands, as its event sets it, and what can keep it from taking photos. */

/** tick and voice: on each second of the count. shutter: at the photo. chime: with its code. */
export const kioskSounds = ['tick', 'voice', 'shutter', 'chime'] as const
export type KioskSound = (typeof kioskSounds)[number]

/** Whether the screen lights up for the photo: where it is dark, always, or never. */
export const flashes = ['auto', 'on', 'off'] as const
export type Flash = (typeof flashes)[number]

/** At which edge of the screen the camera is. */
export const lensSides = ['top', 'left', 'right', 'bottom'] as const
export type LensSide = (typeof lensSides)[number]

/** Why no photo is taken now, or what is wrong with it: hardly any room on the disk, or a clock that cannot be right. */
export type KioskTrouble = 'disk' | 'clock'
