"""A real Exim beside Postfix: unpacked into build/exim, since Debian installs only one of them."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwnam

from tests.processes import folder_for, free_port, is_root, listens, missing, running, wait_until
from tests.tls import Certificate

HERE = Path(__file__).parents[1] / "build" / "exim"
PROGRAM = HERE / "usr/sbin/exim4"
CONFIG = """
exim_path = {program}
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
exim_user = {user}
exim_group = {group}
trusted_users = {user}
deliver_drop_privilege = true
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
process_log_path = {folder}/log/process
pid_file_path = {folder}/pid
primary_hostname = exim.{domain}
qualify_domain = {domain}
local_interfaces = 127.0.0.1
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max_per_connection = 0
smtp_accept_max = 200
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
pipelining_advertise_hosts = *
dsn_advertise_hosts = *
message_size_limit = 10M
acl_smtp_mail = check_mail
acl_smtp_rcpt = accept
acl_smtp_data = accept
{tls}

begin acl
check_mail:
  {check}
  accept

begin routers
answers:
  driver = manualroute
  domains = {domain}
  route_list = * 127.0.0.1
  self = send
  transport = door
outside:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = outside

begin transports
door:
  driver = smtp
  protocol = lmtp
  port = {door}
  allow_localhost
  hosts_try_fastopen =
outside:
  driver = smtp
  port = {outside}
  allow_localhost
  hosts_avoid_tls = *
  hosts_try_fastopen =

begin retry
* * F,1h,1s

begin authenticators
{accounts}
"""
TLS = "tls_advertise_hosts = *\ntls_certificate = {chain}\ntls_privatekey = {key}"
CHECK = """deny message = log in first
    !authenticated = *"""
ACCOUNTS = """
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if eq{{$auth2:$auth3}}{{{name}:{secret}}}}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_set_id = $auth1
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if eq{{$auth1:$auth2}}{{{name}:{secret}}}}}
"""
NAMES = """root:x:0:0:root:/root:/bin/sh
Debian-exim:x:{user}:{group}::/nonexistent:/bin/false
"""
GROUPS = "root:x:0:\nDebian-exim:x:{group}:\n"


@dataclass(frozen=True)
class Guard:
    """Offers STARTTLS, and takes letters from this one account only, over TLS."""

    certificate: Certificate
    name: str = "paadriv"
    secret: str = "secret"


@contextmanager
def exim(domain: str, door: int, outside: int, guard: Guard | None = None) -> Iterator[int]:
    """Its port: mail for `domain` goes to the LMTP door, all other mail to the port `outside`."""
    if not PROGRAM.exists():
        missing("exim")
    port = free_port()
    with folder_for("nobody") as folder:
        for name in ("spool", "log"):
            (folder / name).mkdir()
            (folder / name).chmod(0o777)
        program, config = moved_in(folder), folder / "exim.conf"
        values = {"folder": folder, "program": program, "domain": domain}
        values |= {"door": door, "outside": outside} | owner() | guarded(guard, folder)
        config.write_text(CONFIG.format_map(values))
        command = [str(program), "-C", str(config), "-bdf", "-q1s", "-oX", str(port)]
        with running(command, folder / "output", signal.SIGTERM, env=surroundings(folder)):
            wait_until(lambda: listens(port), f"Exim in {folder}")
            yield port


def moved_in(folder: Path) -> Path:
    """A copy where nobody may enter: in a home of ours Exim could not start itself again."""
    libraries = [path for path in HERE.glob("usr/lib/*/*.so*") if path.is_file()]
    for path in (PROGRAM, *libraries):
        shutil.copy(path, folder)
    return folder / PROGRAM.name


def owner() -> dict[str, object]:
    """Whoever Exim becomes once it listens: nobody, or ourselves if we are not root."""
    if is_root():
        nobody = getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid}
    return {"user": os.geteuid(), "group": os.getegid()}


def guarded(guard: Guard | None, folder: Path) -> dict[str, object]:
    if guard is None:
        return {"tls": "tls_advertise_hosts =", "check": "", "accounts": ""}
    chain = shutil.copyfile(guard.certificate.chain, folder / "chain.pem")
    key = shutil.copyfile(guard.certificate.key, folder / "key.pem")
    accounts = ACCOUNTS.format(name=guard.name, secret=guard.secret)
    return {"tls": TLS.format(chain=chain, key=key), "check": CHECK, "accounts": accounts}


def surroundings(folder: Path) -> dict[str, str]:
    """Its own libraries, and a list of users in which Debian's name for it is found."""
    (folder / "passwd").write_text(NAMES.format_map(owner()))
    (folder / "group").write_text(GROUPS.format_map(owner()))
    return os.environ | {
        "LD_LIBRARY_PATH": str(folder),
        "LD_PRELOAD": "libnss_wrapper.so",
        "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
        "NSS_WRAPPER_GROUP": str(folder / "group"),
    }
