"""The last to be asked about a bounce: flufl.bounce, which knows many old mail servers.

It may raise on broken mail and sees failures in letters of people, so it is only asked about
mail that looks like a machine's already, and what it names must be an address.
"""

import logging
import re
from email import message_from_string
from email.message import Message
from email.utils import getaddresses

from flufl.bounce import all_failures

from service.inbox.read.headers import address

MAX_BYTES = 128 * 1024
PLAIN = re.compile(r"[^\s@<>()\"',;:|=%/\\]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")

logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False  # its words would hold the mail's own


def known_failures(raw: bytes) -> tuple[tuple[str, ...], bool]:
    """(the addresses that failed, whether all of them for now only)."""
    try:
        temporary, permanent = all_failures(_plain(raw))
    except Exception:  # noqa: BLE001  # other people's code on other people's bytes
        return (), False
    told = [found.decode("latin-1") for found in (*permanent, *temporary)]
    whole = sorted(
        {who for each in told if (who := address(each)) and PLAIN.fullmatch(who.lower())}
    )
    return tuple(whole), bool(temporary) and not permanent


def _plain(raw: bytes) -> "Message[str, str]":
    """Latin-1 all through, and with a From: two of its detectors stumble over anything else."""
    message = message_from_string(raw[:MAX_BYTES].decode("latin-1"))
    if not getaddresses([str(message.get("from", ""))])[:1]:
        del message["From"]
        message["From"] = "unknown@invalid"
    return message
