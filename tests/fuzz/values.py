"""Values that people paste, scripts send and databases refuse."""

import io
import zipfile
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

TEXTS: list[str | bytes] = [
    "", " ", "\t", "\x00", "a\x00b", "\x1b[31m", b"\xff\xfe", b"\xed\xa0\x80", b"%00", "x" * 201, "x" * 5_001,
    "x" * 100_000, "ß" * 200, "İ" * 200, "\U0001d4b3" * 300, "ﷺ" * 100, "\u0301" * 50, "e\u0301" * 150,
    "\u200b", "\u202egnp.exe\u202c", "\ufeff", "\u3164", "\u2028", "👩\u200d👩\u200d👧" * 30, "\ue000", "\uffff",
    "<script>alert(1)</script>", "{{7*7}}{% now 'Y' %}", "${7*7}", "%s%n%d{}{0}", "'; DROP TABLE x; --", "\\",
    "../../../etc/passwd", "=cmd|' /C calc'!A0", "a\r\nBcc: b@example.org", "a\nb", "123-45-6789",
    "O’Hare & O'Hare", "null", "None", "undefined", "[]", "{}", "true", "on", "-", "$", "$name $$ $", "%", "_%",
]  # fmt: skip
NUMBERS = [
    "0", "-1", "1", "01", "+1", "1.5", "1,5", "1_000", "1e3", "1e400", "-1e-400", "NaN", "-Infinity", "sNaN",
    "٣", "²", "Ⅷ", "0x10", "99", "32768", "65536", str(2**31), str(2**32), str(2**63 - 1), str(2**63),
    str(-(2**63) - 1), "9" * 30, "9" * 5_000, "100.00005", "999999999999.99", "0." + "0" * 400 + "1",
]  # fmt: skip
DATES = [
    "0001-01-01", "0026-12-01", "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "9999-12-31",
    "10000-01-01", "2026-02-29", "2024-02-29", "2026-13-01", "2026-11-23", "2026-03-08", "2026-11-01",
    "-2026-01-01", "2026-1-1", "11/23/2026", "23.11.2026", "2026-W48", "2026-11-23T10:00", "today", "1e9",
]  # fmt: skip
TIMES = [
    "00:00",
    "02:30",
    "23:59",
    "24:00",
    "23:59:60",
    "12:00:00.0000001",
    "-1:00",
    "noon",
    "9999:00",
]
EMAILS = [
    "a" * 64 + "@" + "b" * 60 + ".example", "jo@" + ".".join(["b" * 60] * 4) + ".org", "jo@" + "ü" * 60 + ".example",
    "jo@müller.example", "jörg@example.org", '"a b"@example.org', "jo@[127.0.0.1]", "jo@-.org", "@", "a@b@c.org",
    "jo@example.org\nBcc: x@example.org", "jo@exa\u200bmple.org", "JO@EXAMPLE.ORG", "jo@xn--.example", "jo@例え.jp",
]  # fmt: skip
ADDRESSES = [
    "http://[::1", "http://[1.2.3.4/", "javascript:alert(1)", "https://" + "a" * 300 + ".org", "//example.org",
    "https://ex ample.org", "https://user:pass@example.org:99999/", "ftp://example.org", "http://\x00", "https:///",
    "http://例え.jp/ü?q=%00", "https://example.org/" + "x" * 190, "mailto:jo@example.org", "example", "http://.",
]  # fmt: skip
ZONES = [
    "Mars/Base",
    "../../etc/localtime",
    "America/New_York",
    "",
    "\x00",
    "Etc/GMT+12",
    "posixrules",
]
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ["xx", "en;q=9", "a" * 600, "de,\x00", "*" * 60, "en-" * 200],
    "HTTP_REFERER": ["http://[", "javascript:1", "x" * 5_000, "http://testserver/\x00", "//"],
    "HTTP_USER_AGENT": ["", "x" * 5_000, "\x00", "ü", "(" * 500],
    "HTTP_HX_REQUEST": ["true", "\x00"],
    "HTTP_HX_CURRENT_URL": ["http://[", "%E4%80", "x" * 3_000],
    "HTTP_HX_TARGET": ["../x", "x" * 3_000],
    "HTTP_X_FORWARDED_FOR": ["1.1.1.1, x", "::::", "999.1.1.1", "x" * 3_000],
    "HTTP_HOST": ["example.org", "[", "testserver:99999", "test_server", "a b"],
    "HTTP_IF_NONE_MATCH": ['"x"', "*", "W/" * 100],
    "HTTP_IF_MODIFIED_SINCE": ["yesterday", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"],
    "HTTP_RANGE": ["bytes=0-", "bytes=9-1", "x" * 500],
    "HTTP_COOKIE": ["accord-session=\x00", "accord-session=" + "x" * 500, "messages=x; ;=;", "=", "accord-csrf="],
    "HTTP_AUTHORIZATION": ["Bearer x", "Basic \x00", "Bearer " + "ü" * 9],
    "CONTENT_TYPE": ["application/json", "multipart/form-data", "text/plain; charset=utf-7",
                     "application/x-www-form-urlencoded; charset=klingon", "multipart/form-data; boundary=" + "x" * 90],
}  # fmt: skip
BODIES = [
    b"",
    b"{",
    b"[" * 5_000,
    b"\x00" * 50,
    b"--x\r\n",
    b"a=%ZZ&&=&a",
    b"&".join(b"a%d=1" % n for n in range(1_100)),
]
PARAMETERS = ["page", "sort", "q", "p", "o", "e", "all", "next", "from", "to", "side", "organization", "offering",
              "contact", "kind", "level", "speaker", "show", "state", "tag", "look", "paper", "confirm", "day", "year",
              "month", "_popup", "_to_field", "_facets", "id__exact", "owner__id__exact", "password__startswith",
              "name__regex", "organization__name__contains"]  # fmt: skip


def value_for(kind: str, rng: Random) -> str | bytes:
    """A value for an input of an HTML type; every third is of another type."""
    suited: dict[str, list[str] | list[str | bytes]] = {
        "number": NUMBERS, "date": DATES, "time": TIMES, "email": EMAILS, "url": ADDRESSES, "select": NUMBERS,
        "radio": TEXTS, "hidden": NUMBERS, "zone": ZONES,
    }  # fmt: skip
    every: list[str | bytes] = [*TEXTS, *NUMBERS, *DATES, *TIMES, *EMAILS, *ADDRESSES, *ZONES]
    fitting: list[str | bytes] = [*suited.get(kind, TEXTS)]
    return rng.choice(fitting if rng.random() < 0.67 else every)


def _zip(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "<x")
    return held.getvalue()


FILES = [
    b"", b"\x00", b"%PDF-", b"%PDF-1.4\n%%EOF\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", _zip(),
    _zip("[Content_Types].xml", "word/document.xml"), _zip("../../x", "\u202e"), b"name\n", b"name,name\na,b\n",
    b"name,ein,zip\n\xff\xfe,1,2\n", b'name,ein\n"a\n', b"\xff\xfen\x00a\x00", b"name;ein\n;;;;\nx" + b";" * 500,
    ("name,email,website,tags\n" + "\u200b,a@b,http://[,\n" + "ß" * 150 + ",jo@example.org,x,a\n").encode(),
    b"name\n" + b"a\n" * 2_000, b"name\n" + b"x" * 70_000, "name,ein\nO’Hare,12-3456789\n".encode(), b"sep=,\nname\nx\n",
]  # fmt: skip
NAMES = [
    "x.pdf",
    "x.docx",
    "x.csv",
    "x.PNG",
    "x",
    ".pdf",
    "x" * 300 + ".pdf",
    "\u202efdp.pdf",
    "a/b\\c.pdf",
    "x.pdf.exe",
]


def file_for(rng: Random) -> SimpleUploadedFile:
    """A file that is damaged, strange, or not what its name says."""
    return SimpleUploadedFile(rng.choice(NAMES), rng.choice(FILES))
