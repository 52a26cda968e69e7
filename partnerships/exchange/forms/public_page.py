"""What leadership chooses for our public page."""

import re
from typing import Any
from urllib.parse import urlsplit

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from common.forms import ParagraphField
from common.uploads import UploadField
from partnerships.exchange.lifecycle import MOST_EMBEDDERS
from partnerships.exchange.models import PublicPage
from partnerships.relationships.forms import workers

#: Bytes of a logo, so that the page stays light.
LARGEST_LOGO = 60_000
LOGOS = {"image/png", "image/jpeg"}

#: The name of a website as it stands in a header that tells browsers who may embed a page.
HOST = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*")


class PublicPageForm(forms.ModelForm[PublicPage]):
    """Whether the page is shown, its words and logo, and who gets inquiries."""

    intro = ParagraphField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Two or three short sentences. Leave blank for our usual words."),
    )
    upload = UploadField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG or JPEG, up to 60 KB."),
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    embedders = ParagraphField(
        label=gettext_lazy("Websites that may embed it"),
        required=False,
        max_length=2_000,
        rows=3,
        help_text=gettext_lazy("One address per line, such as https://www.example.org."),
    )

    class Meta:
        model = PublicPage
        fields = ["is_on", "intro", "shows_phone", "shows_email", "asks", "embedders"]

    field_order = [
        *("is_on", "intro", "upload", "without_logo"),
        *("shows_phone", "shows_email", "asks", "embedders"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = self.fields["asks"]
        assert isinstance(asks, forms.ModelChoiceField)  # noqa: S101  as the model has it
        asks.queryset = workers(self.instance.asks_id)
        asks.empty_label = _("The coordinator with the fewest partnerships")
        asks.help_text = _("Someone who owns a partnership with the organization comes first.")
        if not self.instance.logo:
            del self.fields["without_logo"]

    def clean_upload(self) -> Any:
        """A logo is a small picture, by its content."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        head = upload.read(8192)
        upload.seek(0)
        kind = filetype.guess(head)
        if kind is None or kind.mime not in LOGOS:
            raise ValidationError(_("Choose a PNG or JPEG image."))
        if upload.size > LARGEST_LOGO:
            raise ValidationError(_("That image is too large. The limit is 60 KB."))
        self.instance.logo_type = str(kind.mime)
        return upload

    def clean_embedders(self) -> str:
        """Keep the address of each site alone, as browsers compare it."""
        lines = self.cleaned_data["embedders"].split()
        if len(lines) > MOST_EMBEDDERS:
            raise ValidationError(
                _("Up to %(most)s websites can embed it.") % {"most": MOST_EMBEDDERS}
            )
        return "\n".join(dict.fromkeys(_site(line) for line in lines))

    def chosen(self) -> PublicPage:
        """Return the settings with the logo that was chosen."""
        page: PublicPage = self.instance
        if self.cleaned_data["upload"]:
            page.logo = self.cleaned_data["upload"].read()
        elif self.cleaned_data.get("without_logo"):
            page.logo, page.logo_type = b"", ""
        return page


def _site(line: str) -> str:
    """Return "https://name" of a website. Raises ValidationError for anything else."""
    try:
        parts = urlsplit(line)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    name = parts.hostname or ""
    if parts.scheme != "https" or not HOST.fullmatch(name):
        raise ValidationError(
            _("“%(line)s” isn't a website address. Enter one such as https://www.example.org.")
            % {"line": line[:100]}
        )
    return f"https://{name}{port}"
