"""What the pages of agreements share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from partnerships.agreements.models import Mou
from partnerships.relationships.models import Partnership

FORM_METHODS = ["GET", "HEAD", "POST"]


def get_mou(request: HttpRequest, mou_id: int) -> Mou:
    """The agreement of an address, if the viewer may see it; else 404."""
    rows = Mou.objects.visible_to(request.user).select_related("type")
    return get_object_or_404(rows, pk=mou_id)


def get_partnership(request: HttpRequest, partnership_id: int) -> Partnership:
    """The partnership of an address, if the viewer may see it; else 404."""
    rows = Partnership.objects.visible_to(request.user).with_names()
    return get_object_or_404(rows, pk=partnership_id)
