"""Receiving files in forms: bounded in size, and prepared for a full disk."""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from common.storage import not_stored


class LostUpload(UploadedFile):
    """Takes the place of a file that could not be received; `error` says why."""

    def __init__(self, *, name: str, size: int, error: OSError) -> None:
        super().__init__(BytesIO(), name=name, size=size)
        self.error = error


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Receives large files in a temporary file, up to the size limit.

    What is larger is read and dropped. When the disk is full, the form gets a LostUpload, so the
    person reads why at the field.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the temporary file."""
        self.error: OSError | None = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.error = error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, unless the file is too large already or was lost."""
        if self.error or start > limit_in_bytes():
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._lose(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file, or what takes its place."""
        lost = self.error
        if lost is None:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._lose(error)
                lost = error
        return LostUpload(name=str(self.file_name), size=file_size, error=lost)

    def _lose(self, error: OSError) -> None:
        self.error = error
        with suppress(OSError):  # closing writes what is left, and there is no room
            self.file.close()


class UploadField(forms.FileField):
    """A file up to the size limit. Every upload in Accord uses this field."""

    def to_python(self, data: Any) -> File[bytes] | None:
        """Refuse what was too large, or could not be received."""
        if isinstance(data, LostUpload):
            raise forms.ValidationError(str(not_stored(data.error)), code="lost")
        upload = super().to_python(data)
        if upload and (upload.size or 0) > limit_in_bytes():
            raise forms.ValidationError(
                _("That file is too large. The limit is %(limit)s MB."),
                code="too_large",
                params={"limit": settings.MAX_UPLOAD_MB},
            )
        return upload


def limit_in_bytes() -> int:
    """Return the size of the largest file that is accepted."""
    return int(settings.MAX_UPLOAD_MB) * 1024 * 1024
