"""The demo house: an Employment Network and its partners, all of them made up."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts.roles import Role
from partnerships.organizations.lifecycle import Kind, Reach

#: Who signs in: address, name, role, title, and what they do (leads, manages, delivers).
STAFF = (
    ("dana@example.org", "Dana Whitfield", Role.LEADERSHIP, "Executive director", "leads"),
    ("maria@example.org", "Maria Santos", Role.COORDINATOR, "Partnership coordinator", "manages"),
    ("sam@example.org", "Sam Reyes", Role.COORDINATOR, "Employment specialist", "delivers"),
    ("vic@example.org", "Vic Moreau", Role.VIEWER, "Board member", "on_board"),
    ("ada@example.org", "Ada Lindqvist", Role.ADMINISTRATOR, "Office manager", "manages"),
)

OURS = "Harbor Employment Network"

PASSWORD = "harbor-lights-demo"  # noqa: S105 -- for the made-up house only, printed at the start

TIME_ZONE = "America/New_York"

PURPOSE = "More people with disabilities in our county find work that lasts."

#: What our side offers in public: category, title, for whom, how much.
OFFERINGS = (
    ("local-resources", "A map of local help, kept up to date each quarter", "Anyone", "Free"),
    (
        "cross-training",
        "Cross-training about working with people with disabilities",
        "Job coaches and hiring managers",
        "Two trainings a year, free",
    ),
    (
        "accommodation",
        "Advice on accommodation within two working days",
        "Employers and training providers",
        "Free",
    ),
    ("outreach", "A page about you in our newsletter and at our fairs", "Partners", "Each spring"),
    ("shared-results", "A shared sheet of placement results", "Partners", "Each quarter"),
    ("candidates", "Introductions to qualified candidates", "Employers", "Free"),
    ("employers", "Introductions to employers ready to hire", "Partners", "About 20 a year"),
    ("follow-along", "Follow-up calls for two years after placement", "Employers", "Free"),
)

#: Who would like to partner with us, as they wrote on our public page.
INQUIRY = {
    "organization_name": "Elm Street Library",
    "kind": "community",
    "person_name": "Nora Fields",
    "person_title": "Branch manager",
    "email": "nora.fields@example.org",
    "brings": "A meeting room, two evenings a week\nA job board that 300 people read",
    "looks_for": "Someone who can explain work incentives",
}


def without_demo() -> Path:
    """Return the file that keeps the demo from being loaded into an empty database."""
    return settings.VAR_DIR / "no-demo"


@dataclass(frozen=True)
class Line:
    """One line of a list: the four blanks and why it matters."""

    what: str
    how_much: str = ""
    rhythm: str = ""
    why: str = ""


WE_TRAIN = Line(
    "Cross-training for your staff", "2 sessions", "each half-year", "fewer people drop out"
)
WE_INTRODUCE = Line(
    "Introductions to qualified candidates", "10 people", "each quarter", "open jobs get filled"
)
WE_ADVISE = Line(
    "Advice on accommodation", "yes", "within 2 working days", "a new hire can start on time"
)
WE_FOLLOW = Line(
    "Follow-up calls after placement", "1 call a month", "for 12 months", "problems show early"
)
WE_OPEN_DOORS = Line(
    "Introductions to employers", "5 employers", "each year", "graduates find work"
)
THEY_SEATS = Line(
    "Training seats for people we send", "20 seats", "each year", "nobody waits for a course"
)
THEY_JOBS = Line(
    "A named person for our candidates", "1 person", "from the first week", "no dead ends"
)
THEY_SPACE = Line("A room for our group", "1 room", "every Tuesday", "people meet close to home")
THEY_RIDES = Line("Rides to interviews", "up to 10", "each month", "people arrive, and on time")
THEY_REFER = Line(
    "Referrals of people who want to work", "5 people", "each month", "we reach more people"
)
THEY_COUNSEL = Line(
    "Benefits counseling",
    "1 session each",
    "within 3 weeks",
    "people know what work does to benefits",
)

#: Lists that fit a kind of partner; the first of ours and of theirs come first.
LISTS: dict[Kind, tuple[tuple[Line, ...], tuple[Line, ...]]] = {
    Kind.TRAINING_PROVIDER: ((WE_OPEN_DOORS, WE_TRAIN), (THEY_SEATS, THEY_REFER)),
    Kind.EMPLOYER: ((WE_INTRODUCE, WE_ADVISE, WE_FOLLOW), (THEY_JOBS,)),
    Kind.COMMUNITY: ((WE_TRAIN,), (THEY_SPACE, THEY_REFER)),
    Kind.WORKFORCE_BOARD: ((WE_FOLLOW, WE_TRAIN), (THEY_REFER, THEY_SEATS)),
    Kind.NONPROFIT: ((WE_TRAIN, WE_OPEN_DOORS), (THEY_COUNSEL, THEY_REFER)),
    Kind.GOVERNMENT: ((WE_FOLLOW,), (THEY_REFER, THEY_COUNSEL)),
    Kind.HEALTH: ((WE_ADVISE, WE_FOLLOW), (THEY_REFER,)),
    Kind.SCHOOL: ((WE_OPEN_DOORS, WE_ADVISE), (THEY_SEATS,)),
    Kind.FAITH: ((WE_TRAIN,), (THEY_RIDES, THEY_SPACE)),
    Kind.FUNDER: (
        (Line("A yearly report with stories and figures", "1 report", "each March"),),
        (),
    ),
}


@dataclass(frozen=True)
class Person:
    """Someone of a partner and what they do there, e.g. "leads manages".

    ``phone`` is for those who would rather be called than get a link.
    """

    name: str
    title: str
    does: str
    phone: str = ""


@dataclass(frozen=True)
class Partner:
    """One made-up partner: who they are, and how far the story goes (see actions)."""

    name: str
    kind: Kind
    reach: Reach
    city: str
    story: str
    people: tuple[Person, ...]
    motive: str = "widen"
    mission: str = ""
    call_if_away: str = ""
    counts: bool = False

    def is_one_person(self) -> bool:
        return len(self.people) == 1


def _two(leader: str, deliverer: str) -> tuple[Person, Person]:
    return Person(leader, "Director", "leads"), Person(deliverer, "Program lead", "delivers")


PARTNERS = (
    # (a) a tiny community group where one person does everything
    Partner(
        "Elm Street Neighbors",
        Kind.COMMUNITY,
        Reach.LOCAL,
        "Millbrook",
        "active",
        (Person("Rosa Adeyemi", "Everything", "leads manages delivers"),),
        mission="A kitchen, a room and good neighbors.",
        call_if_away="Pastor Bell next door, 207-555-0142",
    ),
    # (b) a national training provider whose lawyers send their own text
    Partner(
        "National Skills Alliance",
        Kind.TRAINING_PROVIDER,
        Reach.NATIONAL,
        "Fairhaven",
        "agreeing",
        (
            Person("Jordan Ortiz", "Vice president, partnerships", "leads"),
            Person("Kim Lee", "Site coordinator", "delivers"),
            Person("Robin Achterberg", "Counsel", ""),
        ),
        motive="add",
    ),
    # (c) an employer who will never click a link
    Partner(
        "Granite Foods",
        Kind.EMPLOYER,
        Reach.REGIONAL,
        "Quarry Falls",
        "active_by_phone",
        (
            Person("Walt Brenner", "Plant manager", "leads", "207-555-0117"),
            Person("Ines Okafor", "Shift lead", "delivers", "207-555-0118"),
        ),
        motive="referrals",
    ),
    # (d) an existing partnership with a four-year-old MOU found in a drawer
    Partner(
        "Lakeside Independent Living",
        Kind.NONPROFIT,
        Reach.REGIONAL,
        "Lakeside",
        "legacy",
        _two("Priya Raman", "Tom Eriksen"),
        motive="improve",
    ),
    Partner("Bright Path Training", Kind.TRAINING_PROVIDER, Reach.STATE, "Oakdale", "mapping",
            _two("Luis Romero", "Hana Sato"), motive="add"),
    Partner("Cedar Workforce Board", Kind.WORKFORCE_BOARD, Reach.REGIONAL, "Cedar", "active",
            _two("Grace Novak", "Omar Haddad"), motive="referrals", counts=True),
    Partner("Northside Community College", Kind.SCHOOL, Reach.LOCAL, "Northside", "signed_early",
            _two("Ellen Marsh", "Dev Patel"), motive="add"),
    Partner("River Bend Clinic", Kind.HEALTH, Reach.LOCAL, "River Bend", "exploring",
            _two("Noor Aziz", "Beth Carver")),
    Partner("Hope Chapel Rides", Kind.FAITH, Reach.LOCAL, "Millbrook", "active",
            _two("Samuel Price", "Joy Price"), motive="add"),
    Partner("Blue Anchor Hotels", Kind.EMPLOYER, Reach.NATIONAL, "Harborview", "ready",
            _two("Marcus Webb", "Lena Fischer"), motive="referrals"),
    Partner("Valley Benefits Project", Kind.NONPROFIT, Reach.STATE, "Greenfield", "overdue_review",
            _two("Ruth Coleman", "Ali Demir"), motive="add"),
    Partner("State Vocational Agency", Kind.GOVERNMENT, Reach.STATE, "Capital City", "ending_mou",
            _two("Helen Strand", "Pedro Alves"), motive="referrals"),
    Partner("Sunrise Bakery", Kind.EMPLOYER, Reach.LOCAL, "Millbrook", "exploring",
            _two("Theo Baker", "Mina Baker"), motive="referrals"),
    Partner("Open Doors Library", Kind.COMMUNITY, Reach.LOCAL, "Oakdale", "reaching",
            _two("Clara Boone", "Ned Whitlock")),
    Partner("Metro Transit Mobility", Kind.GOVERNMENT, Reach.REGIONAL, "Harborview", "reaching",
            _two("Iris Blum", "Carlos Vega"), motive="add"),
    Partner("Pine Ridge Makers", Kind.COMMUNITY, Reach.LOCAL, "Pine Ridge", "idea",
            _two("Otto Lang", "Freya Lund")),
    Partner("Second Start Legal Aid", Kind.NONPROFIT, Reach.STATE, "Capital City", "idea",
            _two("Nadia Karim", "Paul Winter"), motive="add"),
    Partner("Harvest Funders Circle", Kind.FUNDER, Reach.REGIONAL, "Greenfield", "quiet",
            _two("Joan Abbot", "Leo Stein"), motive="improve"),
    Partner("Tidewater Electronics", Kind.EMPLOYER, Reach.NATIONAL, "Tidewater", "paused",
            _two("Vera Molin", "Jack Tran"), motive="referrals"),
    Partner("Stonebridge Staffing", Kind.EMPLOYER, Reach.REGIONAL, "Stonebridge", "closed",
            _two("Gil Farrow", "Amy Holt"), motive="referrals"),
    Partner("Summer Works Program", Kind.SCHOOL, Reach.LOCAL, "Oakdale", "completed",
            _two("Faye Munro", "Ravi Nair"), motive="improve"),
    Partner("Veterans Bridge House", Kind.NONPROFIT, Reach.REGIONAL, "Lakeside", "value_mapped",
            _two("Hank Doyle", "Sue Park"), motive="widen"),
    Partner("Green Mile Landscaping", Kind.EMPLOYER, Reach.LOCAL, "Greenfield", "existing",
            _two("Pat Quinn", "Abe Ross"), motive="referrals"),
    Partner("Autumn Leaf Senior Services", Kind.NONPROFIT, Reach.LOCAL, "Cedar", "stale",
            _two("Dora Finch", "Ian Moss"), motive="improve"),
    Partner("Coastal Sign Language Center", Kind.NONPROFIT, Reach.STATE, "Tidewater", "active",
            _two("Mae Holloway", "Zed Oyelaran"), motive="add"),
)  # fmt: skip
