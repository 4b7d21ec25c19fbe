"""Starts a server, makes a directory's account, and lets scim2-tester try all it knows. Exit code 1 when a check fails."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.request

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

BIN = sys.argv[1]
PASSWORD = "correct horse battery"


class Server:
    """A server of its own on a free loopback port; the tester removes more than a guard lets through."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.cookie = ""
        environment = {
            **os.environ,
            "PORTOLAN_PUBLIC_URL": self.url,
            "PORTOLAN_GUARD__COUNT": "1000000",
            "PORTOLAN_LOG__LEVEL": "warn",
        }
        self.process = subprocess.Popen(
            [BIN, "serve", "--data", folder, "--listen", f"127.0.0.1:{port}"],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        self.setup = next(match[1] for line in self.process.stdout if (match := re.search(r"setup\?token=(\w+)", line)))

    def post(self, path, body, method="POST"):
        """What the server answers to its own page."""
        headers = {"content-type": "application/json", "cookie": self.cookie, "sec-fetch-site": "same-origin"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request) as answer:
            self.cookie = (answer.headers.get("set-cookie") or self.cookie).split(";")[0]
            return json.load(answer)

    def token(self):
        """A token of a service account that may provide."""
        self.post("/api/v1/setup", {"token": self.setup, "name": "Ada", "email": "ada@halden.example", "password": PASSWORD})
        service = self.post("/api/v1/service-accounts", {"name": "directory"})["id"]
        grants = f"grants: [{{ role: provisioner, subject: 'principal:{service}' }}]\n"
        draft = self.post("/api/v1/policies", {"text": grants})
        self.post(f"/api/v1/policies/{draft['version']}/publish", {})
        return self.post(f"/api/v1/service-accounts/{service}/tokens", {"name": "scim"})["token"]


def check(server):
    """The tester's results."""
    headers = {"authorization": f"Bearer {server.token()}"}
    with Client(base_url=f"{server.url}/scim/v2", headers=headers) as http:
        return check_server(SyncSCIMClient(http))


def main():
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            results = check(server)
        finally:
            server.process.terminate()
            server.process.wait()
    bad = [one for one in results if one.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION)]
    for one in bad:
        print(f"{one.status.name} {one.title} {one.resource_type or ''}: {one.reason}\n    {one.data}", file=sys.stderr)
    good = sum(one.status in (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE) for one in results)
    print(f"SCIM: {good} checks passed, {len(bad)} failed, {len(results) - good - len(bad)} skipped")
    return 1 if bad or not good else 0


sys.exit(main())
