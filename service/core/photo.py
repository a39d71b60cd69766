"""Photos made fit for a letter: upright, no wider than needed, silent on where they were taken."""

from io import BytesIO

from PIL import Image, ImageOps

WIDTH = 1200  # pixels; a letter is 600 wide, and good screens show two for each
TALLEST = 2400
MOST = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}  # pixels; more is a bomb
QUALITY = 82


def slim(content: bytes) -> bytes | None:
    """JPEG, or PNG where it is see-through; None for all that is no photo.

    Always drawn anew: position, camera and time hide in more places than one can name. The colour
    profile stays.
    """
    try:
        with Image.open(BytesIO(content), formats=tuple(MOST)) as image:
            if image.width * image.height > MOST[image.format or ""]:
                return None
            image.draft("RGB", (2 * WIDTH, 2 * TALLEST))  # JPEG alone: read at half or quarter size
            return written(upright(image))
    except Exception:  # noqa: BLE001  # Pillow's readers raise whatever broken bytes lead them to
        return None


def upright(image: Image.Image) -> Image.Image:
    """Turned as the camera says; if what it says is broken, as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001  # as above
        return image


def written(image: Image.Image) -> bytes:
    profile = image.info.get("icc_profile") if image.mode == "RGB" else None
    clear = image.has_transparency_data
    whole = image.convert("RGBA" if clear else "RGB")
    whole.thumbnail((WIDTH, TALLEST))
    whole.info = {}  # what is in it would be written too
    out = BytesIO()
    if clear:
        whole.save(out, "PNG", optimize=True)
    else:
        whole.save(out, "JPEG", quality=QUALITY, progressive=True, icc_profile=profile)
    return out.getvalue()
