"""aiosmtplib with the standard library's EmailMessage, as Python people send a newsletter."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import make_msgid
from html import escape

import aiosmtplib

from emails.page import Page
from tests.bench import letter
from tests.bench.measure import Figures, Unavailable
from tests.bench.peers.recipients import Recipient, recipients
from tests.bench.sink import ROOT


def aiosmtplib_sender(port: int, messages: int, connections: int = 10) -> Figures:
    """In a process of its own, whose start is not counted."""
    command = [sys.executable, "-m", "tests.bench.peers.aiosmtplib"]
    words = [str(number) for number in (port, messages, connections)]
    done = subprocess.run([*command, *words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"aiosmtplib failed: {done.stderr.strip()[-200:]}")
    return Figures(**json.loads(done.stdout))


async def send(port: int, messages: int, connections: int) -> Figures:
    people = list(recipients(messages))
    began, before = time.perf_counter(), time.process_time()
    rest = iter(people)
    await asyncio.gather(*(connection(port, rest) for _ in range(connections)))
    return Figures(messages, time.perf_counter() - began, time.process_time() - before)


async def connection(port: int, rest: Iterator[Recipient]) -> None:
    page = letter.letter()
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for recipient in rest:
            await client.send_message(mail(page, recipient))


def mail(page: Page, to: Recipient) -> EmailMessage:
    made = EmailMessage(policy=WIRE)
    made["From"] = "Pådriv Havnevik <post@paadriv.example>"
    made["To"] = f"{to.name} <{to.email}>"
    made["Subject"] = page.subject
    made["Message-ID"] = make_msgid(domain="paadriv.example")
    made["List-Unsubscribe"] = f"<https://paadriv.example/u/{to.token}>"
    made.set_content(filled(page.text, to.first_name, to.token))
    made.add_alternative(filled(page.html, escape(to.first_name), to.token), subtype="html")
    return made


def filled(text: str, name: str, token: str) -> str:
    return text.replace("pdslot-first-name-x", name).replace("pdslot-token-x", token)


if __name__ == "__main__":
    figures = asyncio.run(send(*map(int, sys.argv[1:])))
    sys.stdout.write(json.dumps(asdict(figures)) + "\n")
