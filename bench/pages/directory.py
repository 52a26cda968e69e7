# ruff: noqa: S608 -- SQL made of our own words only
"""Organizations and their people, all made up, and those of ours who sign in."""

from io import StringIO

from django.core.management import call_command

from accounts.models import User
from bench.pages.sql import any_of, fill, scattered, series
from bench.pages.words import CITIES, FIRST, LAST, NAMES, PLACES, STATES, TRADES
from partnerships.organizations.models import Address, Contact, Organization, Position

STAFF = 40


def people_of_ours() -> None:
    """Add those who sign in, with a contact and a job at our organization."""
    call_command("load_first_content", stdout=StringIO())
    source = series(STAFF)
    roles = "leadership administrator" + " coordinator" * 8
    fill(
        User,
        source,
        email="'person' || n || '@example.org'",
        name=f"{any_of(FIRST, 'n')} || ' ' || {any_of(LAST, 'n * 7')}",
        role=any_of(roles, "n - 1"),
        time_zone="'UTC'",
        joined_at="now()",
        password="'!'",  # noqa: S106 -- no one signs in with it
    )
    key = "'our house of work'"
    fill(
        Organization,
        series(1),
        name="'Our House of Work'",
        is_ours="true",
        name_key=key,
        match_key="'ourhouseofwork'",
        search_text="'ourhouseofwork'",
    )
    users = "accounts_user"
    search = "replace(lower(name), ' ', '') || ' person' || id || 'exampleorg'"
    fill(
        Contact,
        users,
        name="name",
        email="email",
        email_key="email",
        user="id",
        search_text=search,
    )
    ours = f"(SELECT id FROM {Organization._meta.db_table} WHERE is_ours)"
    fill(
        Position,
        Contact._meta.db_table,
        contact="id",
        organization=ours,
        title="'Coordinator'",
        leads="id % 10 = 1",
        delivers="id % 3 = 0",
    )


def directory(number: int) -> None:
    """Add organizations, each with an address and one or two people."""
    mixed = scattered("n", 1_000_000)
    name = (
        f"{any_of(NAMES, mixed)} || ' ' || {any_of(PLACES, f'({mixed}) / 40')} || ' ' ||"
        f" {any_of(TRADES, f'({mixed}) / 1600')} || ' ' || n"
    )
    city = any_of(CITIES, scattered("n * 3", 10_000))
    host = "'org' || n || '.example.org'"
    kinds = "nonprofit employer school workforce_board government health"
    key = f"lower({name})"
    fill(
        Organization,
        series(number),
        name=name,
        kind=any_of(kinds, scattered("n * 5", 6000)),
        reach=any_of("local regional state national", scattered("n * 7", 4000)),
        website=f"'https://' || {host}",
        website_host=host,
        email=f"'hello@' || {host}",
        email_key=f"'hello@' || {host}",
        source="'csv'",
        name_key=key,
        match_key=f"replace({key}, ' ', '')",
        search_text=f"replace({key}, ' ', '') || ' ' || lower({city})"
        " || ' httpsorg' || n || 'exampleorg'",
    )
    table = Organization._meta.db_table
    fill(
        Address,
        f"(SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table} WHERE NOT is_ours) AS o",
        organization="id",
        street="n % 900 || ' Main Street'",
        city=city,
        state=any_of(STATES, scattered("n * 11", 50_000)),
        postal_code="lpad((n % 90000)::text, 5, '0')",
        country="'US'",
        is_main="true",
    )
    _people(number * 3 // 2)


def _people(number: int) -> None:
    mixed = scattered("n * 13", 1_000_000)
    name = f"{any_of(FIRST, mixed)} || ' ' || {any_of(LAST, f'({mixed}) / 40')} || ' ' || n"
    email = "'contact' || n || '@example.org'"
    fill(
        Contact,
        series(number),
        name=name,
        email=email,
        email_key=email,
        search_text=f"replace(lower({name}), ' ', '') || ' contact' || n || 'exampleorg'",
    )
    table = Organization._meta.db_table
    fill(
        Position,
        f"(SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM {Contact._meta.db_table}"
        f" WHERE user_id IS NULL) AS c",
        contact="id",
        organization=f"(SELECT min(id) FROM {table} WHERE NOT is_ours) + n * 2 / 3",
        title="'Program manager'",
        leads="n % 3 = 0",
        delivers="n % 3 <> 0",
    )
