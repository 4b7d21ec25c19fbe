"""The systemd unit, by systemd's own judgement."""

import configparser
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

from repository import DEPLOY, run, serve_flags

UNIT = DEPLOY / "systemd" / "portolan.service"
# `systemd-analyze security`: 0 sees nothing, 10 everything. What is left is the network.
EXPOSURE = 1.5


class Unit(unittest.TestCase):
    """portolan.service."""

    def analyze(self, *arguments):
        """Runs systemd-analyze on a copy whose program exists here."""
        if shutil.which("systemd-analyze") is None:
            print("\nNOT CHECKED: systemd-analyze is missing, so nothing judged deploy/systemd/portolan.service", file=sys.stderr)
            self.skipTest("systemd-analyze is missing")
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, UNIT.name)
            copy.write_text(UNIT.read_text().replace("/usr/local/bin/portolan", "/bin/true"))
            return run("systemd-analyze", *arguments, copy)

    def test_systemd_takes_it(self):
        code, text = self.analyze("verify")
        self.assertEqual((code, text.strip()), (0, ""))

    def test_it_is_exposed_to_the_network_only(self):
        code, text = self.analyze("security", "--offline=true", "--no-pager")
        self.assertEqual(code, 0, text)
        level = float(re.search(r"exposure level for \S+: ([\d.]+)", text)[1])
        self.assertLessEqual(level, EXPOSURE, text)

    def test_what_it_calls_exists(self):
        text = UNIT.read_text()
        command = re.search(r"^ExecStart=(.*)$", text, re.M)[1]
        self.assertLessEqual(set(re.findall(r"--[a-z-]+", command)), serve_flags())
        self.assertIn("--data /var/lib/portolan", command)
        parser = configparser.ConfigParser(strict=False)
        parser.optionxform = str
        parser.read_string(text)
        self.assertEqual(parser["Service"]["StateDirectory"], "portolan")
        self.assertIn(f"u {parser['Service']['User']} ", (UNIT.parent / "portolan.sysusers").read_text())
