"""A mail server for the stories, made of aiosmtpd: real SMTP, with STARTTLS, TLS and sign-in, and bad manners on request.

Prints its port, then serves until its standard input closes. How it treats a letter depends on the recipient's name:

    later@    451 the first time, then taken
    full@     452
    gone@     550
    slow@     silence instead of an answer to RCPT
    busy@     451 after the body
    spam@     554 after the body
    mute@     silence after the body
    drop@     the connection is cut after the body
"""

import argparse
import asyncio
import json
import pathlib
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

options = argparse.ArgumentParser()
options.add_argument("--folder", type=pathlib.Path, required=True, help="where letters and ca.pem go")
options.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
options.add_argument("--name", default="localhost", help="the name in the certificate")
options.add_argument("--user", help="ask for a sign-in with this name")
options.add_argument("--password", default="")
options.add_argument("--idle", type=float, default=300, help="cut connections that are silent for so many seconds")
options.add_argument("--refuse-sender", action="store_true", help="take no letters from anybody")
options = options.parse_args()

FOREVER = 3600


def write(name, text):
    """The file appears whole or not at all."""
    part = options.folder / f"{name}.part"
    part.write_text(text)
    part.rename(options.folder / name)


class Desk:
    """Decides about letters."""

    def __init__(self):
        self.seen = set()
        self.letters = 0
        self.connections = 0

    def connected(self):
        self.connections += 1
        write("connections", str(self.connections))

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if options.refuse_sender:
            return "550 5.7.1 Sender not allowed here"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        name = address.split("@")[0]
        if name == "later" and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 Greylisted, come back later"
        if name == "full":
            return "452 4.2.2 Mailbox full"
        if name == "gone":
            return "550 5.1.1 No such user here"
        if name == "slow":
            await asyncio.sleep(FOREVER)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "busy":
            return "451 4.3.0 Try again"
        if name == "spam":
            return "554 5.7.1 Looks like spam"
        self.letters += 1
        letter = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "encrypted": server.transport.get_extra_info("ssl_object") is not None,
                  "user": session.auth_data and session.auth_data.login.decode(), "message": envelope.content.decode("ascii")}
        write(f"{self.letters:06}.letter", json.dumps(letter))
        if name == "mute":
            await asyncio.sleep(FOREVER)
        if name == "drop":
            server.transport.abort()
        return f"250 2.0.0 Taken as {self.letters}"


class Server(SMTP):
    def connection_made(self, transport):
        if not (options.security == "starttls" and self.transport):
            self.event_handler.connected()
        super().connection_made(transport)


def authenticate(server, session, envelope, mechanism, data):
    fits = isinstance(data, LoginPassword) and (data.login, data.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=fits, handled=False, auth_data=data)


async def main():
    tls = None
    if options.security != "none":
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(options.folder / "ca.pem"))
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(options.name).configure_cert(tls)
    settings = {"hostname": "mail.test", "timeout": options.idle}
    if options.security == "starttls":
        settings |= {"tls_context": tls, "require_starttls": True}
    if options.user:
        settings |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": options.security == "starttls"}
    desk = Desk()
    loop = asyncio.get_running_loop()
    implicit = tls if options.security == "tls" else None
    server = await loop.create_server(lambda: Server(desk, **settings), "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
