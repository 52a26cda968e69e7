"""PDFs: the fonts they are set in, and characters that no font has."""

from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from common import pdf

DATA: dict[str, Any] = {
    "lang": "en",
    "paper": "us-letter",
    "title": "What we offer",
    "house": "Harbor",
    "intro": "Intro",
    "nothing": "Nothing",
    "page": "Page",
    "contact": {"label": "Call", "name": "Dana", "email": "", "phone": ""},
}

SCRIPTS = {
    "Latin": "Nguyễn Łódź Ørsted — “½” € ☐",
    "Greek": "Ελληνικά",
    "Cyrillic": "Українська",
    "Arabic": "العربية",
    "Hebrew": "עברית",
    "Hindi": "हिन्दी",
    "Bengali": "বাংলা",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Tamil": "தமிழ்",
    "Thai": "ไทย",
    "Lao": "ລາວ",
    "Khmer": "ខ្មែរ",
    "Burmese": "မြန်မာ",
    "Amharic": "አማርኛ",
    "Armenian": "Հայերեն",
    "Georgian": "ქართული",
    "Chinese, simplified": "简体中文",
    "Chinese, traditional": "繁體中文",
    "Japanese": "日本語のテキスト",
    "Korean": "한국어",
    "Emoji": "😀 ✅ 👍🏽 👨‍👩‍👧 🇺🇸",
}


def handout(title: str, *, spell_out: bool = False) -> PdfReader:
    offerings = [{"title": title, "description": "", "facts": []}]
    data = {**DATA, "categories": [{"label": "Training", "offerings": offerings}]}
    made = pdf.render_pdf("exchange/offering_handout.typ", data, spell_out=spell_out)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    return PdfReader(BytesIO(made))


def fonts_of(paper: PdfReader) -> set[str]:
    fonts = paper.pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # a dictionary
    return {str(font.get_object()["/BaseFont"]) for font in fonts.values()}


def test_no_font_of_the_host_is_used() -> None:
    folders = tuple(str(files(package)) for package in pdf.FONTS)
    listed = pdf.fonts().fonts()
    assert {font.path for font in listed if font.path}
    assert all(font.path is None or font.path.startswith(folders) for font in listed)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_of_the_world_are_drawn_and_stay_accessible(script: str) -> None:
    assert handout(SCRIPTS[script]).pages


def test_chinese_has_a_font_of_normal_weight() -> None:
    assert any("NotoSansCJKsc-Regular" in name for name in fonts_of(handout("简体中文")))


@pytest.mark.parametrize("char", ["\u2d30", "\u0378", "\uf0b7", "\U00012000", "\ufffe"])
def test_what_no_font_has_is_named_with_its_place(char: str) -> None:
    with pytest.raises(pdf.UndrawableText, match=f"U\\+{ord(char):04X}.* in “Tea {char} room”"):
        handout(f"Tea {char} room")


def test_several_are_named_and_counted() -> None:
    title = "".join(chr(0x12000 + place) for place in range(7))
    with pytest.raises(pdf.UndrawableText, match=r"7 characters: U\+12000") as caught:
        handout(f'"{title}\\')
    assert "U+12004" in str(caught.value)
    assert "U+12005" not in str(caught.value)


def test_a_paper_that_must_be_made_spells_them_out() -> None:
    said = handout('Tea \U00012000 "room" \x07', spell_out=True).pages[0].extract_text()
    assert 'Tea [U+12000] "room" [U+0007]' in said


def test_a_wrong_template_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(typst.TypstError):
        pdf.render_pdf("exchange/offering_handout.typ", {"lang": "en"})
