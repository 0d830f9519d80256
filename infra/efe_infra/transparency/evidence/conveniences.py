"""Files that a bundle adds for its readers; they prove nothing."""

from collections.abc import Collection, Iterator
from pathlib import Path

from efe_domain.generated_files import generated_files
from efe_domain.shared.bassins import Bassin, instance_name
from efe_infra.transparency.evidence import verify
from efe_infra.transparency.evidence.history import Connection, keys_of

READ_ME = """\
{instance}
Paquet de preuves

Il contient tous les événements adressés à cette Instance, du premier à la dernière position signée, le passé des
projets qu'elle a rejoints, et de quoi vérifier hors ligne que rien n'en a été changé, ôté ni ajouté.

Vérifier, avec Python 3.11 ou plus récent :

    pip install cryptography
    python verify.py paquet.zip --key CLE [--since ANCIEN.note] [--witness CLE-DU-TEMOIN [--max-age 7d]]

Ou sans rien installer : ouvrir « verify.html » depuis le disque, dans un navigateur ; il n'ouvre aucune connexion.

« paquet.zip » est ce fichier, non décompressé ; « verify.py » et « verify.html » s'en extraient, ou mieux, se
prennent ailleurs : ce sont deux programmes écrits séparément, qui doivent dire la même chose.
CLE est la clé publique du journal (une ligne « nom+empreinte+base64 »), obtenue par une autre voie que ce paquet :
une clé prise dans le dossier « keys » ne prouve rien, puisque qui forge le paquet forge aussi la clé. Après un
changement de clé, donnez-les toutes, la plus ancienne d'abord.
ANCIEN.note est le point de contrôle d'une vérification antérieure ; --since et --witness se répètent. Gardez
« checkpoint.note » de ce paquet pour la prochaine fois : c'est lui qui interdit à quiconque, exploitant compris, de
réécrire l'histoire d'ici là. Sans lui et sans témoin, la vérification ne vaut que contre des tiers.

Ce que la vérification prouve :
- le point de contrôle est signé par la clé que vous avez donnée ;
- ce que couvrait chaque point de contrôle que vous gardiez est inchangé, pour toutes les Instances ;
- tout ce que le journal adresse à cette Instance est au paquet, à l'octet près et dans l'ordre ;
- le passé des projets rejoints en cours de route est entier ;
- les témoins demandés ont cosigné ce journal-ci ; qui est honnête n'en cosigne aucun autre.

Avec les paquets de toutes les Instances (« python verify.py A.zip B.zip … »), le registre entier est vérifié : chaque
événement est ouvert chez toutes celles auxquelles il est adressé.

« checkpoint.tsr », s'il est là, est l'attestation d'un tiers (RFC 3161) : « efe verify --tsa-roots RACINES.pem » la
vérifie, et « openssl ts -verify » aussi ; « verify.py » ne la lit pas.

Ce qu'elle ne prouve pas :
- que tout ce qui s'est fait a été enregistré ;
- quand : un témoin ne date que le point de contrôle, qui vient après les événements ;
- que chacun est adressé à toutes les Instances qu'il concerne : les paquets de toutes permettent de le lire ;
- ce qui vient après la dernière position signée.

Le format est décrit dans FORMAT.md ; « schemas » décrit ce que dit chaque sorte d'événement. « others.bin » sont les
empreintes des événements des autres Instances : elles disent qui chacun concerne, et rien de son contenu.
"""


def conveniences(connection: Connection, bassin: Bassin, topics: Collection[str]) -> Iterator[tuple[str, str]]:
    """Name and content of each file."""
    here = Path(verify.__file__)
    yield "LISEZMOI.txt", READ_ME.format(instance=instance_name(bassin))
    yield "FORMAT.md", here.with_name("FORMAT.md").read_text(encoding="utf-8")
    yield "verify.py", here.read_text(encoding="utf-8")
    yield "verify.html", here.with_name("verify.html").read_text(encoding="utf-8")
    for key in keys_of(connection):
        yield f"keys/{key.hash.hex()}.vkey", f"{key}\n"
    schemas = generated_files()
    for topic in sorted(topics):
        yield f"schemas/{topic}.json", schemas[f"domain/schemas/{topic}.json"]
