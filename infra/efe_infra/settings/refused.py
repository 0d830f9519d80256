"""A setting that is of no use."""


class SettingRefused(Exception):
    """The message is one French line; it does not repeat the value, which may be a secret."""

    def __init__(self, name: str, why: str = "cette valeur n'est pas admise") -> None:
        super().__init__(f"réglage refusé, {name} : {why}.")
