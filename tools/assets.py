"""Copies the front-end files we serve from node_modules to var/assets/vendor.

`python -m tools.assets`. Only what stands in `FILES` is ever served.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "var" / "assets" / "vendor"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map": "bootstrap/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map": "bootstrap/bootstrap.bundle.min.js.map",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff": (
        "bootstrap-icons/fonts/bootstrap-icons.woff"
    ),
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": (
        "bootstrap-icons/fonts/bootstrap-icons.woff2"
    ),
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}


def main() -> None:
    """Make the folder afresh, so that what left the list leaves the site."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        (TARGET / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCE / source, TARGET / target)


if __name__ == "__main__":
    main()
