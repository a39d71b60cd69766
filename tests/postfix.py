"""A real Postfix with a configuration of its own, between our outgoing mail and our door."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import folder_for, free_port, is_root, listens, missing, running, wait_until

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.{domain}
mydestination = {domain}
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
alias_maps =
local_recipient_maps =
local_transport = lmtp:inet:127.0.0.1:{door}
default_transport = smtp:[127.0.0.1]:{outside}
disable_dns_lookups = yes
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_tls_security_level = none
smtpd_tls_security_level = none
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
"""

MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def postfix(domain: str, door: int, outside: int, more: str = "") -> Iterator[int]:
    """Its port: mail for `domain` goes to the LMTP door, all other mail to the port `outside`.

    `more` is configuration that comes last and so prevails.
    """
    program = shutil.which("postfix", path=f"{os.environ['PATH']}:/usr/sbin") or missing("postfix")
    if not is_root():
        missing("root (to start Postfix)")
    port = free_port()
    with folder_for("root") as folder:
        config = folder / "config"
        for name in (config, folder / "queue", folder / "data"):
            name.mkdir()
        shutil.chown(folder / "data", "postfix")
        values = {"folder": folder, "domain": domain, "door": door, "outside": outside}
        (config / "main.cf").write_text(MAIN_CF.format_map(values) + more)
        (config / "master.cf").write_text(MASTER_CF.format(port=port))
        # `postfix start` would leave its master without a parent, to outlive a run that is killed.
        subprocess.run([program, "-c", config, "check"], check=True, capture_output=True)
        master = ["/usr/lib/postfix/sbin/master", "-c", str(config), "-s"]
        with running(master, folder / "output", signal.SIGTERM):
            wait_until(lambda: listens(port), f"Postfix in {folder}")
            yield port
