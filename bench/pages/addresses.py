"""Which pages are measured, and which may not read a table from end to end."""

from django.urls import reverse

from partnerships.agreements.models import Mou
from partnerships.engagement.models import Meeting
from partnerships.organizations.models import Contact
from partnerships.relationships.models import Partnership


def pages() -> dict[str, str]:
    """Return what is measured: a name and an address each."""
    partnership = Partnership.objects.active().order_by("pk")[10]
    theirs = partnership.organization_id
    contact = Contact.objects.filter(positions__organization=theirs).order_by("pk")[0]
    mou = Mou.objects.filter(parties__partnership=partnership).order_by("pk")[0]
    return {
        "Today": reverse("today"),
        "Today, everyone": reverse("today") + "?whose=all",
        "bell": reverse("bell"),
        "Partners": reverse("partner_list"),
        "Partners, mine": reverse("partner_list") + "?whose=mine",
        "Partners, a name": reverse("partner_list") + "?q=harbor",
        "board": reverse("board"),
        "partner page": partnership.get_absolute_url(),
        "timeline": reverse("timeline", args=[partnership.pk]),
        "brief": reverse("brief", args=[partnership.pk]),
        "new meeting": reverse("meeting_create", args=[partnership.pk]),
        "meetings": reverse("meeting_list"),
        "upcoming meetings": reverse("meeting_list") + "?show=upcoming",
        "past meetings": reverse("meeting_list") + "?show=past",
        "meeting": Meeting.objects.filter(partnership=partnership)[0].get_absolute_url(),
        "agreements": reverse("mou_list"),
        "MOU calendar": reverse("mou_calendar"),
        "MOU": reverse("mou_detail", args=[mou.pk]),
        "reviews": reverse("review_list"),
        "directory": reverse("organization_list"),
        "directory, a state": reverse("organization_list") + "?state=vt",
        "directory, a name": reverse("organization_list") + "?q=harbor+haven",
        "organization": reverse("organization_detail", args=[theirs]),
        "suggested organizations": reverse("organization_suggestions")
        + "?typed=name&into=existing&name=harbor+haven",
        "suggested contacts": reverse("contact_suggestions")
        + "?typed=name&typed=email&into=existing&name=&email=contact7@example.org",
        "contacts": reverse("contact_list"),
        "contact": contact.get_absolute_url(),
        "new contact": reverse("position_add", args=[theirs]),
        "search": reverse("search") + "?q=harbor+haven",
        "notices": reverse("notice_list"),
        "next 14 days": reverse("notices_ahead"),
    }
