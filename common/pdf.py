"""Papers to print and share, as tagged PDFs."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template import TemplateDoesNotExist

#: Papers remembered, for those who render one ahead of storing it.
KEPT = 8


def render_pdf(template_name: str, data: Mapping[str, Any]) -> bytes:
    """Make a PDF from a Typst template in the templates folder, e.g. "exchange/handout.typ".

    The template reads the data with ``json(bytes(sys.inputs.data))``, so whatever people typed
    stays text and is never read as Typst. It sets title and language itself. Raises
    TemplateDoesNotExist, and typst.TypstError for a template that is wrong.
    """
    template = settings.BASE_DIR / "templates" / template_name
    if not template.is_file():
        raise TemplateDoesNotExist(template_name)
    changed = template.stat().st_mtime_ns
    return compiled(template, changed, json.dumps(dict(data), cls=DjangoJSONEncoder))


@lru_cache(maxsize=KEPT)
def compiled(template: Path, _changed: int, data: str) -> bytes:
    """Return the same bytes for the same input, so a caller can render before it locks rows."""
    root, inputs = settings.BASE_DIR / "templates", {"data": data}
    try:
        made = typst.compile(template, root=root, sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA refuses a character that no font here has; a paper with a box in it is better
        # than none, and it is tagged all the same.
        made = typst.compile(template, root=root, sys_inputs=inputs)
    assert isinstance(made, bytes)  # noqa: S101  a list is made for pictures of pages only
    return made
