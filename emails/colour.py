"""Contrast between two colours, and the nearest shade of a colour that can be read."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

PAPER = "#FBF9F4"
INK = "#0F1B1E"
PETROL = "#0B4F5C"
READABLE = 4.5

HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def contrast(one: str, other: str) -> float:
    """The WCAG ratio, from 1 (alike) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Paper or ink, whichever reads best on the colour."""
    return max((PAPER, INK), key=lambda ink: contrast(ink, colour))


def readable(colour: str, ground: str) -> str:
    """The colour, moved away from the ground in small steps until it can be read on it."""
    towards = 1.0 if luminance(ground) < 0.18 else 0.0
    steps = (shade(colour, towards, step / 50) for step in range(51))
    return next(step for step in steps if contrast(step, ground) >= READABLE)


def known(colour: str) -> str:
    """The colour as #RRGGBB, or our petrol: a mistyped colour must not stop a letter."""
    found = HEX.fullmatch(colour.strip())
    if not found:
        return PETROL
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits.upper()}"


def shade(colour: str, towards: float, share: float) -> str:
    """The same hue, a share of the way to white (1) or black (0)."""
    hue, light, strength = rgb_to_hls(*(channel / 255 for channel in channels(colour)))
    moved = hls_to_rgb(hue, light + (towards - light) * share, strength)
    return "#" + "".join(f"{round(part * 255):02X}" for part in moved)


def luminance(colour: str) -> float:
    red, green, blue = (linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def channels(colour: str) -> tuple[int, int, int]:
    digits = known(colour)[1:]
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
