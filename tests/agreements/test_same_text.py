"""The text of a section says the same on the page, in the PDF and in the Word document."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from io import BytesIO

from django.test import Client
from django.utils.html import strip_tags
from docx import Document as WordFile
from pypdf import PdfReader

from accounts.models import User
from partnerships.agreements import queries, rules
from partnerships.agreements.models import MouVersion, Section
from tests.scenarios import drafted_mou, partnership_idea

As = Callable[[User], Client]

CLAUSES = "1. A\n\n2. B\n\n4. C. See clause 4.\n\n    Indented line"

#: What is typed, and what each reader sees; None where that is the same.
TYPED: list[tuple[str, str | None]] = [
    (CLAUSES, None),
    ("1. A\n2. B\n4. C", None),
    ("3) first\n7) second", None),
    ("a. one\nb. two\ni. three", None),
    ("2026. That year we begin.", None),
    ("The fee is 2*3*4 dollars, or 2**3**4.", None),
    ("*Required. Fees* apply; see note* and (*) and (**).", None),
    ("____ dollars on ____, signed (____) and (____)", None),
    ("snake_case_name and _one_ and __two__", None),
    ("# of seats: 5", None),
    ("#5 and #hashtag", None),
    ("Suite # 7\n# Suite", None),
    ("> 20 hours a week\n>> more", None),
    ("-5 degrees -- and --- so on", None),
    ("+ 5 percent\n* a footnote\n• a pasted bullet", None),
    ("https://example.org/a_b*c_d?x=1&y=2#z", None),
    ("<b>not bold</b> & <script>alert(1)</script> &amp; &copy;", None),
    ("`code` and ``more`` ~~struck~~ ~20", None),
    ("[link](https://example.org) ![picture](x.png) [1]: note", None),
    ("“Curly” 'straight' \"double\" … ... (c) (TM) +-5", None),
    ("\\\\server\\share and \\*stars\\* and C:\\", None),
    ("First line\nsecond line  \nthird line\\\nfourth", None),
    ("Fee:\t$100\n\tIndented by a tab", None),
    ("    four\n      six\n  two", None),
    ("---\n***\n===\n___", None),
    ("Heading?\n--------\nText", None),
    ("| a | b |\n|---|---|\n| 1 | 2 |", None),
    ("@someone $x^2$ #let x = 1; #panic() // comment /* more */", None),
    ("1.5 hours\n10.000 seats\n1.2.3 Clause", None),
    ("José Łódź Nguyễn Đặng Ørsted € ½ §4 ¶ 20 °C", None),
    ("**Bold** and **two words**, not ** alone", "Bold and two words, not ** alone"),
    ("## Why\n\nText\n\n##### Deep", "Why Text Deep"),
    ("- a\n  - b\n    goes on\n- c\n\n4. after", "a b goes on c 4. after"),
    ("- 1. A\n- 3. C", "1. A 3. C"),
]


def together(text: str) -> str:
    return " ".join(text.replace("•", " • ").split())


def page(body: str) -> str:
    html = rules.to_html(rules.literal(body))
    return unescape(strip_tags(re.sub(r"<(?!/?strong>)", " <", html)))


def version_with(*bodies: str) -> MouVersion:
    sections = [
        {"code": f"s{place}", "heading": f"Part{place}", "text": rules.literal(body)}
        for place, body in enumerate(bodies)
    ]
    text = {"title": "T", "kind": "K", "parties": [], "sections": sections, "lists": []}
    return MouVersion(number=1, kind="ours", text=text)


def parts(said: str) -> list[str]:
    return [together(part) for part in re.split(r"Part\d+", said)[1:]]


def in_pdf(version: MouVersion) -> list[str]:
    pages = PdfReader(BytesIO(rules.pdf_of(version))).pages
    whole = "\n".join(
        re.sub(r"\nT, version 1 *Page *\d+$", "", sheet.extract_text()) for sheet in pages
    )
    return parts(whole.partition("\nSignatures")[0])


def in_word(version: MouVersion) -> list[str]:
    paragraphs = WordFile(BytesIO(rules.docx_of(version))).paragraphs
    return parts("\n".join(paragraph.text for paragraph in paragraphs[:-1]))


def test_every_text_reads_as_typed_everywhere() -> None:
    bodies = [typed for typed, _seen in TYPED]
    right = [together(typed if seen is None else seen) for typed, seen in TYPED]
    version = version_with(*bodies)
    assert [together(page(body)) for body in bodies] == right
    assert in_word(version) == right
    assert [part.replace("• ", "") for part in in_pdf(version)] == [
        part.replace("• ", "") for part in right
    ]


def test_the_first_line_of_a_section_keeps_its_indent(
    client_as: As, coordinator: User, now: datetime
) -> None:
    mou = drafted_mou(partnership_idea(now, coordinator), now, coordinator)
    section = Section.objects.create(mou=mou, code="fees", heading="Fees")
    client = client_as(coordinator)
    typed = {"heading": "Fees", "version": "1", "body": f"\r\n    1. First\r\n{CLAUSES}\r\n"}
    response = client.post(f"/agreements/sections/{section.pk}/", typed)
    assert response.status_code == 302
    section.refresh_from_db()
    assert section.body == f"    1. First\n{CLAUSES}"
    (written,) = queries.text_of(mou)["sections"]
    assert "<p>    1. First<br>1. A</p><p>2. B</p><p>4. C. See clause 4.</p>" in rules.to_html(
        written["text"]
    )
    assert "<p>4. C. See clause 4.</p>" in client.get(mou.get_absolute_url()).content.decode()


def test_sections_have_the_numbers_that_people_typed_and_no_others(
    client_as: As, coordinator: User, now: datetime
) -> None:
    mou = drafted_mou(partnership_idea(now, coordinator), now, coordinator)
    Section.objects.create(mou=mou, code="fees", heading="4. Fees", body="See section 4.")
    page = strip_tags(client_as(coordinator).get(mou.get_absolute_url()).content.decode())
    assert "4. Fees" in page
    assert "1. 4. Fees" not in page
