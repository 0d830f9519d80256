"""Settings of the signed log, its time-stamps and its witnesses."""

from typing import Annotated

from pydantic_settings import NoDecode

from efe_infra.settings.values import SPLIT, SettingsGroup


class EvidenceSettings(SettingsGroup):
    origin: str | None = None
    """Nom du journal scellé, gravé dans chaque point de contrôle et fixé à la première signature, par exemple
    « efe.exemple.be/registre ». Sans lui, un nom propre à l'installation est tiré au sort."""
    tsa_url: str | None = None
    """Adresse d'un service d'horodatage RFC 3161, qui atteste quand le dernier point de contrôle existait : une URL
    « https:// » ou « http:// ». Sans elle, rien n'est demandé à personne."""
    witness_name: str | None = None
    """Nom de cette installation quand elle est témoin du journal d'une autre, fixé avec sa clé, par exemple
    « efe.exemple.be/temoin ». Sans lui, un nom propre à l'installation est tiré au sort."""
    witnesses: str = ""
    """Clés de vérification des témoins dont ce journal publie les cosignatures, séparées par des espaces (« efe
    witness --show-key » donne celle d'un témoin)."""
    witness_urls: Annotated[tuple[str, ...], NoDecode, SPLIT] = ()
    """Adresses de témoins publics (C2SP tlog-witness), séparées par des virgules, à qui chaque point de contrôle est
    soumis ; leurs clés sont dans EFE_WITNESSES. Sans elles, rien n'est demandé à personne."""
