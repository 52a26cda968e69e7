"""The menus of every page, saved views, and the views and layers of the calendar."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.menus import MenuEntry, show_menu

WORKSPACE = _("Workspace")

#: The lists whose filters a person can keep under a name, by URL name.
LISTS: dict[str, str | Promise] = {
    "partner_list": _("Partners"),
    "board": _("Partners as a board"),
    "contact_list": _("Contacts"),
    "meeting_list": _("Meetings"),
    "mou_list": _("Agreements"),
    "review_list": _("Reviews"),
    "offering_list": _("Services"),
    "organization_list": _("Directory"),
}

#: Views that one person can keep, how many of them the rail shows, and how long filters can be.
MOST_VIEWS = 30
VIEWS_IN_RAIL = 8
LONGEST_QUERY = 1000
#: Files kept with one organization, person, meeting or activity; and notes.
MOST_ATTACHMENTS = 100
MOST_NOTES = 200


class CalendarView(TextChoices):
    """How many days the calendar shows at once, and how."""

    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    AGENDA = "agenda", _("Agenda")
    DAY = "day", _("Day")


class Layer(TextChoices):
    """What the calendar has on a day, in the order of a day."""

    MEETINGS = "meetings", _("Meetings")
    REVIEWS = "reviews", _("Reviews")
    MOUS = "mous", _("MOU endings")
    OURS = "ours", _("Our commitments")
    THEIRS = "theirs", _("Their commitments")


show_menu(
    "rail",
    MenuEntry(_("Today"), "sun", "today"),
    MenuEntry(_("Partners"), "people", "partner_list"),
    MenuEntry(_("Contacts"), "person-vcard", "contact_list"),
    MenuEntry(_("Calendar"), "calendar-event", "calendar"),
    MenuEntry(_("Agreements"), "file-earmark-text", "mou_list"),
    MenuEntry(_("Reviews"), "chat-square-heart", "review_list"),
    MenuEntry(_("Services"), "gift", "offering_list"),
    MenuEntry(_("Directory"), "building", "organization_list", section=WORKSPACE),
    MenuEntry(_("Import"), "upload", "import_organizations", "import_", WORKSPACE),
    MenuEntry(_("Leadership"), "clipboard-data", "admin:index", "panel", WORKSPACE),
)
show_menu(
    "new",
    MenuEntry(_("Partner"), "people", "new_partner", "work"),
    MenuEntry(_("Meeting"), "calendar-event", "partner_pick?what=meeting", "work"),
    MenuEntry(_("Activity"), "telephone", "partner_pick?what=activity", "work"),
    MenuEntry(_("Commitment"), "check2-square", "partner_pick?what=commitment", "work"),
    MenuEntry(_("MOU"), "file-earmark-text", "partner_pick?what=mou", "work"),
    MenuEntry(_("Contact"), "person-vcard", "contact_create", "work"),
    MenuEntry(_("Organization"), "building", "organization_create", "work"),
)
