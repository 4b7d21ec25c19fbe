"""The image and the static binary: what the build reads is there, and the last stage holds what is promised."""

import fnmatch
import os
import re
import shutil
import subprocess
import unittest

from repository import DEPLOY, ROOT, run


def instructions():
    """Of the Dockerfile, with continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text())
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def stages():
    """Instructions by stage, in order."""
    found = []
    for line in instructions():
        if line.startswith("FROM "):
            found.append([])
        if found:
            found[-1].append(line)
    return found


def copied():
    """Paths of the context that the build reads."""
    paths = []
    for line in instructions():
        if line.startswith("COPY ") and "--from" not in line:
            paths += [part for part in line.split()[1:-1] if not part.startswith("--")]
    return paths


class Image(unittest.TestCase):
    """Dockerfile, .dockerignore, build-static.sh."""

    def test_the_last_stage_is_empty_but_for_portolan(self):
        last = stages()[-1]
        self.assertEqual(last[0], "FROM scratch")
        self.assertFalse([line for line in last if line.startswith(("RUN", "ADD"))])
        self.assertTrue(any("ca-certificates.crt" in line for line in last))

    def test_shipped_stages_run_without_root(self):
        for stage in stages()[-2:]:
            user = next(line.split()[1] for line in stage if line.startswith("USER"))
            self.assertRegex(user, r"^[1-9]\d*:[1-9]\d*$")
            self.assertIn("VOLUME /data", stage)
            self.assertIn("PORTOLAN_DATA=/data", " ".join(stage))

    def test_what_is_copied_exists_and_is_not_ignored(self):
        ignore = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
        self.assertEqual(ignore[0], "*")
        for path in copied():
            self.assertTrue((ROOT / path).exists(), f"{path} is copied and does not exist")
            let_in = [rule[1:] for rule in ignore if rule.startswith("!")]
            self.assertTrue(any(path == rule or path.startswith(rule + "/") for rule in let_in), f"{path} is ignored")

    def test_what_the_crates_embed_is_copied(self):
        for file in (ROOT / "crates").glob("*/src/**/*.rs"):
            text = file.read_text()
            outside = [(file.parent / name).resolve() for name in re.findall(r'include_(?:str|bytes)!\("(\.\./[^"]+)"\)', text)]
            crate = next(parent for parent in file.parents if (parent / "Cargo.toml").exists())
            outside += [(crate / name).resolve() for name in re.findall(r'#\[folder = "([^"]+)"\]', text)]
            for path in outside:
                inside = path.relative_to(ROOT).as_posix()
                covered = any(fnmatch.fnmatch(inside, part) or inside.startswith(part + "/") for part in copied())
                self.assertTrue(covered or inside == "ui/dist", f"{file.relative_to(ROOT)} embeds {inside}: copy it in the Dockerfile")

    def test_the_static_build_names_what_is_missing(self):
        if not (ROOT / "ui/dist/index.html").exists():
            code, text = run(DEPLOY / "build-static.sh")
            self.assertEqual(code, 3)
            self.assertIn("run make ui first", text)
            return
        if shutil.which("rustc") is None:
            self.fail("rustc is missing")
        environment = os.environ | {"PORTOLAN_STATIC_TARGET": "unheard-unknown-linux-musl"}
        code, text = run(DEPLOY / "build-static.sh", env=environment)
        self.assertEqual(code, 3)
        self.assertIn("rustup target add unheard-unknown-linux-musl", text)

    def test_scripts_are_well_formed(self):
        for script in (DEPLOY / "build-static.sh", ROOT / "scripts/deploy-check"):
            self.assertEqual(subprocess.run(["bash", "-n", script], check=False).returncode, 0)
            self.assertTrue(os.access(script, os.X_OK))
