"""nodemailer, as its users send a newsletter: one pool, one sendMail for each recipient."""

import json
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from tests.bench import letter
from tests.bench.measure import Figures, Unavailable
from tests.bench.peers.recipients import recipients
from tests.bench.sink import BUILD

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "send.mjs")
PATIENCE = 300


def nodemailer(port: int, messages: int, connections: int = 10) -> Figures:
    """It fills in the letter and makes the mail itself; its start is not counted."""
    page = letter.letter()
    job = {
        "port": port,
        "connections": connections,
        "subject": page.subject,
        "html": page.html,
        "text": page.text,
        "recipients": [recipient._asdict() for recipient in recipients(messages)],
    }
    folder = installed()
    with tempfile.TemporaryDirectory(prefix="paadriv-nodemailer-") as place:
        file = Path(place) / "job.json"
        file.write_text(json.dumps(job))
        answer = ran([program("node"), "send.mjs", str(file)], folder)
    return Figures(messages, **json.loads(answer))


def installed() -> Path:
    """A folder with the version of package-lock.json, by npm and its registry."""
    mark = sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    folder = BUILD / f"nodemailer-{mark}"
    if not (folder / "done").exists():
        npm = program("npm")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            shutil.copy(HERE / name, folder)
        ran([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        (folder / "done").touch()
    return folder


def ran(command: list[str], folder: Path) -> str:
    name = Path(command[0]).name
    environment = {**os.environ, "NODE_ENV": "production"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired as late:
        raise Unavailable(f"{name} took more than {PATIENCE} s") from late
    if done.returncode:
        raise Unavailable(f"{name} failed: {' '.join(done.stderr.split())[-200:]}")
    return done.stdout


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise Unavailable(f"{name} is missing; Debian's packages nodejs and npm have it")
    return found
