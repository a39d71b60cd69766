"""Guests by name: "jeg tar med Kari Nordmann og Ola", "ik neem Jan mee"."""

import re

NAME = r"[A-ZÆØÅÄÖ][\w'’-]+(?: (?:(?:van|de|der|den|von|af) ){0,2}[A-ZÆØÅÄÖ][\w'’-]+){0,3}"
MANY = rf"({NAME}(?:(?:, | og | en | and | & ){NAME})*)"
BRINGS = re.compile(
    rf"(?:(?i:tar|tek|har|får|tok) (?i:også |òg |gjerne )?(?i:med) (?i:meg |oss )?|"
    rf"(?i:sammen med|saman med|samen met|together with|i følge med|along with) |"
    rf"(?i:neem|nemen|breng) (?i:ook |graag )?|(?i:bring|bringing|taking) (?i:along )?){MANY}"
)
MAX_NAMES = 10


def names(words: str) -> tuple[str, ...]:
    """Whom they bring, as they wrote it, each once."""
    found: dict[str, None] = {}
    for match in BRINGS.finditer(words[:6000]):
        for name in re.split(r", | og | en | and | & ", match[1]):
            found[" ".join(name.split())[:80]] = None
    return tuple(name for name in found if name)[:MAX_NAMES]
