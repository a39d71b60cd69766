"""Photos made fit for a letter: upright, no wider than needed, silent on where they were taken."""

from io import BytesIO

from PIL import Image, ImageOps

WIDTH = 1200  # pixels; a letter is 600 wide, and good screens show two for each
TALLEST = 2400
MOST = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}  # pixels; more is a bomb
QUALITY = 82
READ = ("JPEG", "PNG", "WEBP")


def slim(content: bytes) -> bytes | None:
    """JPEG, or PNG where it is see-through; None for all that is no photo.

    Position, camera and time (EXIF, XMP) are left out; the colour profile stays.
    """
    try:
        with Image.open(BytesIO(content), formats=READ) as image:
            if image.width * image.height > MOST[image.format or ""]:
                return None
            if image.format == "JPEG" and is_slim(image):
                return content
            image.draft("RGB", (2 * WIDTH, 2 * TALLEST))  # JPEG alone: read at half or quarter size
            return written(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None


def is_slim(image: Image.Image) -> bool:
    told = {"exif", "xmp", "photoshop", "comment"} & image.info.keys()
    return not told and image.width <= WIDTH and image.height <= TALLEST


def written(upright: Image.Image) -> bytes:
    profile = upright.info.get("icc_profile") if upright.mode == "RGB" else None
    clear = upright.has_transparency_data
    whole = upright.convert("RGBA" if clear else "RGB")
    whole.thumbnail((WIDTH, TALLEST))
    whole.info = {}  # what is in it would be written too
    out = BytesIO()
    if clear:
        whole.save(out, "PNG", optimize=True)
    else:
        whole.save(out, "JPEG", quality=QUALITY, progressive=True, icc_profile=profile)
    return out.getvalue()
