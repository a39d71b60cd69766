"""A real DNS server on loopback that knows just what a test tells it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.resolver import Resolver


@dataclass
class Nameserver:
    """`zone` holds {(name, type): values}; `broken` answers every question with SERVFAIL."""

    port: int
    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    broken: bool = False

    @property
    def resolver(self) -> Resolver:
        resolver = Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self.port
        return resolver

    def answer(self, wire: bytes) -> bytes:
        question = dns.message.from_wire(wire)
        reply = dns.message.make_response(question, recursion_available=True)
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        if self.broken:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif values := self.zone.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *values))
        elif not any(name == known for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


@contextmanager
def nameserver() -> Iterator[Nameserver]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        server = Nameserver(door.getsockname()[1])
        thread = Thread(target=serve, args=(door, server), daemon=True)
        thread.start()
        yield server
        door.sendto(b"", door.getsockname())  # nothing is the word to stop
        thread.join()


def serve(door: socket.socket, server: Nameserver) -> None:
    while True:
        wire, visitor = door.recvfrom(4096)
        if not wire:
            return
        door.sendto(server.answer(wire), visitor)
