"""Settings that a server in production needs, and those that most installations choose."""

from typing import Final

REQUIRED: Final = {
    "database_url": "Quelle base PostgreSQL ? Une URL « postgresql://utilisateur:motdepasse@hote/base »",
    "public_url": "À quelle adresse vient-on ? « https://efe.exemple.be »",
    "origin": "Comment se nomme le journal scellé, pour toujours ?",
    "oidc_issuer": "Quel fournisseur d'identité ? Une URL « https:// »",
    "oidc_client_id": "Sous quel nom ce fournisseur connaît-il la plateforme ?",
    "contact": "Quelle adresse électronique répond aux questions ?",
}
"""Settings of a secure single machine, each with the question of `efe init`. The others have safe defaults."""

ADVISED: Final = frozenset(
    {
        "home",
        "mail_from",
        "metrics_port",
        "oidc_client_secret",
        "session_key",
        "smtp_url",
        "tsa_url",
        "witnesses",
    }
)
"""Settings that most servers in production choose: data folder, mail, metrics, evidence by others."""
