"""Fields that every form is made of: what may be typed, and what is kept of it."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy

from common.text import (
    refuse_control_characters,
    refuse_impossible_domain,
    refuse_line_breaks,
    refuse_marks_alone,
    refuse_ssn,
    without_invisible,
)


class TextField(forms.CharField):
    """Text as people type it: trimmed, composed (NFC), free of what must not be stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Ours says what to do about any control character, so Django's need not speak too.
        self.validators = [
            validator
            for validator in self.validators
            if not isinstance(validator, ProhibitNullCharactersValidator)
        ]
        self.validators += [refuse_control_characters, refuse_ssn, refuse_marks_alone]

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        return unicodedata.normalize("NFC", text) if text else text


class LineField(TextField):
    """One line of what can be seen, at most 200 characters unless said otherwise."""

    def __init__(self, *, max_length: int | None = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(refuse_line_breaks)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return without_invisible(text).strip() if text else text


class EmailField(forms.EmailField):
    """An e-mail address that every mail server can reach, no longer than mail allows."""

    default_error_messages: ClassVar = {
        "invalid": gettext_lazy(
            "Enter an address such as name@example.org. Only plain letters work "
            "before the @. If theirs has letters such as ö there, ask for "
            "another address."
        )
    }

    def __init__(self, *, max_length: int | None = 254, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(refuse_impossible_domain)

    def to_python(self, value: Any) -> str | None:
        text: str | None = super().to_python(value)
        return without_invisible(text).strip() if text else text


class WebAddressField(forms.URLField):
    """A web address, with https:// before it unless something else was typed."""

    def __init__(self, *, max_length: int | None = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, assume_scheme="https", **kwargs)
        self.validators.append(refuse_control_characters)

    def to_python(self, value: Any) -> str | None:
        cleaned = without_invisible(str(value)) if value else value
        return super().to_python(cleaned)


class ParagraphField(TextField):
    """Several lines, at most 5,000 characters unless said otherwise."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int | None = 5000, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        return lines.rstrip().lstrip("\n")  # with strip=False the first line stays indented


#: Years that a date about work in hand can have, and one about the past or a long term.
WORK, HISTORY = (2000, 2099), (1900, 2199)


class DateField(forms.DateField):
    """A day, chosen with the browser's own calendar, in a year that can be right.

    A slip such as 0026 for 2026 is refused with the years that are possible.
    """

    default_error_messages: ClassVar = {
        "year": gettext_lazy(
            "The year %(year)s can't be right. Choose a date from %(first)s to %(last)s."
        )
    }

    def __init__(self, *, years: tuple[int, int] = WORK, **kwargs: Any) -> None:
        self.years = years
        span = {"min": f"{years[0]}-01-01", "max": f"{years[1]}-12-31"}
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **span})
        kwargs.setdefault("widget", widget)
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        first, last = self.years
        if isinstance(value, date) and not first <= value.year <= last:
            raise ValidationError(
                self.error_messages["year"],
                code="year",
                params={"year": value.year, "first": first, "last": last},
            )


class TimeField(forms.TimeField):
    """A time of day, chosen with the browser's own clock."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        kwargs.setdefault("widget", widget)
        super().__init__(**kwargs)
