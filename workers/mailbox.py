"""The demo's mail server: takes every mail, keeps it as a file, and lets none of it out."""

import asyncio
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from service.core.config import Settings
from service.demo.mailbox import keep


class Mailbox:
    """What aiosmtpd asks of a handler; the mail is on disk before the sender hears 250."""

    def __init__(self, data: Path) -> None:
        self.data = data

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        for recipient in envelope.rcpt_tos:
            await asyncio.to_thread(keep, self.data, recipient, content)
        return "250 2.0.0 kept"


async def serve(settings: Settings) -> None:
    """Listen on loopback until the process ends."""
    handler = Mailbox(settings.data)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", settings.mailbox_port
    )
    async with server:
        await server.serve_forever()


def run(settings: Settings) -> None:
    asyncio.run(serve(settings))
