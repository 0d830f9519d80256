"""Words of a decision to carry a content of a project."""

from efe_domain.shared.texts import LONGEST_NAME, LONGEST_TEXT
from efe_infra.console.language.translatable import tr

WORDS_AROUND = 60
"""Characters that the title of a proposal adds to that of the project."""


def carrying_words(title: str, number: int, aims: str) -> dict[str, str]:
    """Returns the title and the text of the decision."""
    values = {
        "title": shortened(title, LONGEST_NAME),
        "number": number,
        "aims": shortened(aims, LONGEST_TEXT - 2 * LONGEST_NAME),
    }
    return {
        "title": tr("Porter le contenu n° %(number)s du projet « %(title)s »", **values),
        "text": tr(
            "Le pôle décide de porter le contenu n° %(number)s du projet « %(title)s », tel qu'il lui est présenté."
            " Ses objectifs : %(aims)s",
            **values,
        ),
    }


def shortened(text: str, longest: int) -> str:
    """Returns a text that leaves room for the words around it."""
    room = longest - WORDS_AROUND
    return text if len(text) <= room else f"{text[:room]}…"
