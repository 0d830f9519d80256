"""Ways in which the name of a person may be written so that a reader still knows them."""

from collections.abc import Callable
from html.entities import codepoint2name
from urllib.parse import quote

from hypothesis import strategies as st

UNSEEN = ("\u00ad", "\u200b", "\u2060", "\u3164", "\uffa0", "\u115f", "\u034f", "\ufe0f", "\U000e0041", "\u2800")
ALIKE = {"a": "а", "e": "е", "o": "ο", "p": "р", "c": "с", "A": "Α", "E": "Ε", "P": "Ρ", "M": "Μ"}
type Style = Callable[[str], str]

FRAMES = ("{}", "Vu avec {}.", "Le dossier de {}, reçu hier", "(« {} »)", "A l'attention de {} ; merci", "… d'{}")
SEPARATORS = (" ", "  ", ", ", "-", "\n", " – ", "_", "/", "<br>", " <i>", "2 ", "&nbsp;", "%20", ".")


@st.composite
def full_names(draw: st.DrawFn, given: str, family: str) -> str:
    """In either order, with middle names between, in a sentence."""
    middle = draw(st.lists(st.sampled_from(["Thérèse", "L.", "J.-P.", "Luc", "O"]), max_size=8).filter(is_short))
    names = [draw(written(given)), *middle, draw(written(family))]
    if draw(st.booleans()):
        names.reverse()
    text = names[0]
    for each in names[1:]:
        text += draw(st.sampled_from(SEPARATORS)) + each
    return draw(st.sampled_from(FRAMES)).format(text)


def is_short(middle: list[str]) -> bool:
    """Initials of two names count twice."""
    return len(middle) + middle.count("J.-P.") <= 8


@st.composite
def written(draw: st.DrawFn, name: str) -> str:
    """One style for the whole name, with something in the middle of it perhaps, and digits after it."""
    text = draw(st.sampled_from(STYLES))(name)
    match draw(st.sampled_from(["", "unseen", "tag", "entity", "percent", "all", "twice"])):
        case "unseen":
            text = draw(st.sampled_from(UNSEEN)).join(text)
        case "tag":
            text = f"{text[:2]}<b class='x'>{text[2:]}</b>"
        case "entity":
            text = "".join(draw(st.sampled_from(entities(sign))) for sign in text)
        case "percent":
            text = quote(text)
        case "all":
            text = "".join(f"%{byte:02X}" for byte in text.encode())
        case "twice":
            text = "".join(f"&amp;#{ord(sign)};" for sign in text)
        case _:
            pass
    return text + draw(st.sampled_from(["", "2", "007"]))


def entities(sign: str) -> list[str]:
    known = codepoint2name.get(ord(sign))
    return [f"&#{ord(sign)};", f"&#x{ord(sign):x};", *([f"&{known};"] if known else [])]


def dotted(name: str) -> str:
    return ".".join(name)


def spaced(name: str) -> str:
    return " ".join(name)


def fullwidth(name: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name)


def alike(name: str) -> str:
    return "".join(ALIKE.get(sign, sign) for sign in name)


@st.composite
def joined(draw: st.DrawFn, given: str, family: str) -> str:
    """As one word: with capitals, or long enough to be no other."""
    names = [given, family] if draw(st.booleans()) else [family, given]
    return draw(st.sampled_from(FRAMES)).format(draw(st.sampled_from(CASES))("".join(names)))


@st.composite
def addresses(draw: st.DrawFn, address: str) -> str:
    local, _, domain = address.partition("@")
    tag = draw(st.sampled_from(["", "+x", "+a.b+c", "%2Bx"]))
    at = draw(st.sampled_from(["@", "%40", "&#64;", "&commat;", "＠", "\u200b@", "<b>@</b>", "@\u3164"]))
    before = draw(st.sampled_from(["", "mailto:", "to=", "<", "'", "voir ", "x='", "&lt;", "%3C"]))
    case = draw(st.sampled_from(CASES))
    return f"{before}{case(local)}{tag}{at}{case(domain)}" + draw(st.sampled_from(["", ".", ">", "'", " !"]))


def as_it_is(name: str) -> str:
    return name


CASES: tuple[Style, ...] = (as_it_is, str.lower, str.upper)
STYLES: tuple[Style, ...] = (*CASES, spaced, dotted, fullwidth, alike)
