"""Texts of users that would lead a reader astray, and what a mail program makes a link of."""

import re

from tests.infra.notices.conftest import ORIGIN

INJECTED = (
    "Salle\r\nBcc: victime@exemple.be\nATTENDEE:mailto:victime@exemple.be\r\n\r\n.\r\nRCPT TO:<victime@exemple.be>"
)
LURES = (
    "https://piege.example/x",
    "HTTPS://PIEGE.EXAMPLE",
    "www.piege.be",
    "piege.com/connexion",
    "moi@piege.be",
    "mailto:moi@piege.be",
    "hhttps://ttps://piege.be",
    "http://192.0.2.7/x",
    "piege。com",
    "//piege.org",
)
LINK = re.compile(
    r"(?:https?://|www\.|mailto:)\S+|[\w-]+[.。．｡](?:be|com|org|example)\b|\S@\S|\d+\.\d+\.\d+\.\d+", re.IGNORECASE
)
OWN = re.compile(rf"{re.escape(ORIGIN)}[\w/.:%-]*|[\w:-]+@efe-synergies")
