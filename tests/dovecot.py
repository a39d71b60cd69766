"""A real Dovecot of our own: takes mail over LMTP, keeps it in a Maildir, shows it over IMAP."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.processes import folder_for, free_port, is_root, listens, missing, running, wait_until
from tests.tls import Certificate

PASSWORD = "for-tests-only"
VERSION = "2.3."  # 2.4 reads another kind of file
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%n
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
mail_fsync = never
auth_username_format = %Ln
recipient_delimiter = +
lmtp_add_received_header = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
    ssl = {implicit}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@dataclass(frozen=True)
class Manner:
    """How this one differs: `tls` by STARTTLS or at once, and what it says that it can do."""

    certificate: Certificate | None = None
    at_once: bool = False
    capability: str = ""

    def lines(self) -> dict[str, str]:
        tls, able = "ssl = no", ""
        if self.certificate:
            files = self.certificate.chain, self.certificate.key
            tls = "ssl = yes\nssl_cert = <{}\nssl_key = <{}".format(*files)
        if self.capability:
            able = f"\nimap_capability = {self.capability}"
        return {"tls": tls + able, "implicit": "yes" if self.at_once else "no"}


@contextmanager
def dovecot(manner: Manner | None = None) -> Iterator[tuple[int, int]]:
    """Its ports for LMTP and IMAP. Any address is somebody; their name is its local part."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or missing("dovecot")
    if not is_root():
        missing("root (to start Dovecot)")
    if not version(program).startswith(VERSION):
        missing(f"dovecot {VERSION}x")
    lmtp, imap = free_port(), free_port()
    with folder_for("root") as folder:
        (folder / "mail").mkdir()
        shutil.chown(folder / "mail", "nobody")
        config = folder / "dovecot.conf"
        values = {"folder": folder, "password": PASSWORD, "lmtp": lmtp, "imap": imap}
        config.write_text(CONFIG.format_map(values | (manner or Manner()).lines()))
        command = [program, "-F", "-c", str(config)]
        with running(command, folder / "output", signal.SIGTERM):
            wait_until(lambda: listens(lmtp) and listens(imap), f"Dovecot in {folder}")
            yield lmtp, imap


def version(program: str) -> str:
    asked = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return asked.stdout
