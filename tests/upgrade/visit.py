"""Opens pages as the demo's administrator; ends with 1 and their addresses if some fail.

For `manage.py shell`, as a process of its own, on a database that was just upgraded.
"""

import re
import sys

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from partnerships.agreements.models import Mou
from partnerships.organizations.models import Contact, Organization
from partnerships.relationships.models import Partnership
from tests.access import pages

DETAILS = {
    "partner_page": Partnership.objects,
    "mou_detail": Mou.objects,
    "organization_detail": Organization.objects,
    "contact_detail": Contact.objects,
}


def addresses() -> list[str]:
    """Return every address without a parameter, and those of the main records."""
    found = [page.address({}) for page in pages() if not re.search("[<(]", page.route)]
    for name, records in DETAILS.items():
        found += [reverse(name, args=[pk]) for pk in records.values_list("pk", flat=True)]
    return found


def visit() -> None:
    """Open them all. Raises SystemExit with the addresses that answered 500."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(get_user_model().objects.get(email="ada@example.org"))
    opened = addresses()
    failed = [address for address in opened if client.get(address).status_code == 500]
    if failed:
        raise SystemExit("\n".join(failed))
    sys.stdout.write(f"{len(opened)} pages opened\n")
