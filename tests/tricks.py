"""What a crooked server may do in place of its usual reply; each is an act for one stage.

An act is called with the talk and the reply that a good server would give. It says what it
likes and returns its code: 0 when it said nothing that counts as a reply.
"""

from collections.abc import Callable

from tests.talk import Gone, Talk

Act = Callable[[Talk, bytes], int]

GARBAGE = b"\x00\xff\xfe\x80\x16\x03\x01 SSH-2.0\r\n"
NO_NUMBER = b"two hundred and fifty\r\n"
EIGHT_BIT = "250 2.0.0 tatt imot på kaia, så bra\r\n".encode("latin-1")
MIXED = b"250-2.0.0 first\r\n550 5.0.0 second\r\n"
BARE_CODE = b"250\r\n"
ENDLESS = b"x" * 65536


def usual(talk: Talk, reply: bytes) -> int:
    """As a good server does."""
    talk.say(reply)
    return code(reply)


def says(*lines: str) -> Act:
    """These lines, complete with their codes: says("550-5.1.1 no", "550 5.1.1 such person")."""
    return raw("".join(f"{line}\r\n" for line in lines).encode())


def raw(reply: bytes) -> Act:
    """These very bytes."""

    def act(talk: Talk, _: bytes) -> int:
        talk.say(reply)
        return code(reply)

    return act


def closes(line: str) -> Act:
    """Says so and hangs up: closes("421 4.3.2 going down"), closes("250 2.0.0 kept")."""

    def act(talk: Talk, _: bytes) -> int:
        talk.say(f"{line}\r\n".encode())
        raise Gone

    return act


def drops(talk: Talk, _: bytes) -> int:
    """Hangs up without a word."""
    raise Gone


def resets(talk: Talk, _: bytes) -> int:
    talk.reset()
    raise Gone


def drops_after(size: int) -> Act:
    """For the stage "body": takes so many bytes of the letter, then hangs up."""

    def act(talk: Talk, _: bytes) -> int:
        talk.exactly(size)
        raise Gone

    return act


def never(talk: Talk, _: bytes) -> int:
    """No reply, and nothing more is read, for as long as the test lasts."""
    while True:
        talk.rest(60)


def mute(talk: Talk, _: bytes) -> int:
    """No reply, but what comes next is read and answered, so each reply seems one late."""
    return 0


def late(seconds: float) -> Act:
    def act(talk: Talk, reply: bytes) -> int:
        talk.rest(seconds)
        return usual(talk, reply)

    return act


def half(seconds: float | None, size: int = 5) -> Act:
    """The first bytes of the reply; the rest after so many seconds, or never."""

    def act(talk: Talk, reply: bytes) -> int:
        talk.say(reply[:size])
        if seconds is None:
            return never(talk, reply)
        talk.rest(seconds)
        talk.send(reply[size:])
        return code(reply)

    return act


def half_and_drops(talk: Talk, reply: bytes) -> int:
    talk.say(reply[:-4])
    raise Gone


def drips(seconds: float) -> Act:
    """One byte each so many seconds."""

    def act(talk: Talk, reply: bytes) -> int:
        for place in range(len(reply)):
            talk.send(reply[place : place + 1])
            talk.rest(seconds)
        return code(reply)

    return act


def burst(*early: str) -> Act:
    """The usual reply and, in the same breath, the next ones: nobody has asked for them yet."""

    def act(talk: Talk, reply: bytes) -> int:
        talk.say(reply + "".join(f"{line}\r\n" for line in early).encode())
        talk.owed += len(early)
        return code(reply)

    return act


def swapped(talk: Talk, reply: bytes) -> int:
    """Comes after the reply to the next command. Only a client that pipelines gets it."""
    talk.withheld.append(reply)
    return code(reply)


def line_feeds(talk: Talk, reply: bytes) -> int:
    talk.say(reply.replace(b"\r\n", b"\n"))
    return code(reply)


def endless_line(talk: Talk, _: bytes) -> int:
    talk.send(b"250 ")
    return endless(talk, ENDLESS)


def endless_reply(talk: Talk, _: bytes) -> int:
    """A reply that always has one more line."""
    return endless(talk, b"250-and more\r\n" * 4096)


def endless(talk: Talk, piece: bytes) -> int:
    while not talk.over.is_set():
        talk.send(piece)
    raise Gone


def code(reply: bytes) -> int:
    return int(reply[:3]) if reply[:3].isdigit() else 0
