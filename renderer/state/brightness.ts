/** How bright a picture is, from 0 (black) to 255, by the eye's weights (ITU-R BT.709-6, 3.2). */
export function brightnessOf(picture: CanvasImageSource): number {
  const canvas = new OffscreenCanvas(32, 18)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) return 255
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
  let sum = 0
  for (let i = 0; i < data.length; i += 4)
    sum += 0.2126 * data[i]! + 0.7152 * data[i + 1]! + 0.0722 * data[i + 2]!
  return sum / (data.length / 4)
}
