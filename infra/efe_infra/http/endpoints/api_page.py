"""HTML page of the OpenAPI document, in French."""

from collections.abc import Iterator
from html import escape
from typing import Any

type Json = dict[str, Any]


def api_page(document: Json) -> str:
    """Returns the content of the page, without its layout."""
    info = document["info"]
    paragraphs = "".join(f"<p>{prose(each)}</p>" for each in info["description"].split("\n\n"))
    return "\n".join(
        [
            f"<h1>{escape(info['title'])} : les adresses HTTP</h1>{paragraphs}",
            '<p><a href="/openapi.json">OpenAPI, pour les programmes</a></p>',
            contents(document),
            *(section(document, tag) for tag in document["tags"]),
            models(document["components"]["schemas"]),
        ]
    )


def contents(document: Json) -> str:
    items = (
        f'<li><a href="#{anchor(each)}"><code>{method} {escape(path)}</code></a> : {escape(each["summary"])}</li>'
        for tag in document["tags"]
        for method, path, each in operations(document, tag["name"])
    )
    return f'<nav aria-label="Les opérations"><ul>{"".join(items)}</ul></nav>'


def operations(document: Json, tag: str) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield method.upper(), path, operation


def section(document: Json, tag: Json) -> str:
    articles = (article(*each) for each in operations(document, tag["name"]))
    return f"<h2>{escape(tag['name'])}</h2><p>{prose(tag['description'])}</p>{''.join(articles)}"


def article(method: str, path: str, operation: Json) -> str:
    parts = [
        f"<h3><code>{method} {escape(path)}</code> : {escape(operation['summary'])}</h3>",
        f"<p>{prose(operation['description'])}</p>",
        f"<p>{access(operation['security'])}</p>" if "security" in operation else "",
        terms("Paramètres", [(each["name"], prose(each["description"])) for each in operation.get("parameters", [])]),
        sent(operation["requestBody"]) if "requestBody" in operation else "",
        terms("Réponses", [(status, answer(each)) for status, each in sorted(operation["responses"].items())]),
    ]
    return f'<article id="{anchor(operation)}">{"".join(parts)}</article>'


def access(security: list[Json]) -> str:
    return (
        "Un jeton est admis (<code>Authorization: Bearer</code>)."
        if {} in security
        else ("Un jeton est nécessaire (<code>Authorization: Bearer</code>).")
    )


def terms(title: str, pairs: list[tuple[str, str]], level: int = 4) -> str:
    """Returns a definition list of names and meanings, which are HTML."""
    if not pairs:
        return ""
    items = "".join(f"<dt><code>{escape(name)}</code></dt><dd>{meaning}</dd>" for name, meaning in pairs)
    return f"<h{level}>{escape(title)}</h{level}><dl>{items}</dl>"


def sent(body: Json) -> str:
    return f"<h4>Corps</h4><p>{prose(body['description'])} {types(body['content'])}</p>"


def answer(response: Json) -> str:
    """Returns the meaning of a status, with the model of its JSON or its media types."""
    media: Json = response.get("content", {})
    refs = dict.fromkeys(each["schema"]["$ref"] for each in media.values() if "$ref" in each["schema"])
    return " ".join([prose(response["description"]), *(map(link, refs) if refs else [types(media)])])


def types(media: Json) -> str:
    return ", ".join(f"<code>{escape(each)}</code>" for each in media)


def models(schemas: Json) -> str:
    return "<h2>Modèles</h2>" + "".join(model(name, each) for name, each in sorted(schemas.items()))


def model(name: str, schema: Json) -> str:
    fields = [(each, field(field_schema)) for each, field_schema in schema["properties"].items()]
    described = f"<p>{prose(schema['description'])}</p>" if "description" in schema else ""
    return f'<article id="{name}"><h3><code>{escape(name)}</code></h3>{described}{terms("Champs", fields)}</article>'


def field(schema: Json) -> str:
    return " : ".join(filter(None, [kind(schema), prose(schema.get("description", ""))]))


def kind(schema: Json) -> str:
    match schema:
        case {"$ref": ref}:
            return link(ref)
        case {"anyOf": several}:
            return " ou ".join(map(kind, several))
        case {"type": "array", "items": item}:
            return f"liste de {kind(item)}"
        case {"enum": values}:
            return " ou ".join(f"<code>{escape(value)}</code>" for value in values)
        case _:
            return KINDS[schema["type"]]


KINDS = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "oui ou non", "null": "rien"}


def link(ref: str) -> str:
    name = ref.rpartition("/")[2]
    return f'<a href="#{name}"><code>{escape(name)}</code></a>'


def anchor(operation: Json) -> str:
    return escape(operation["operationId"])


def prose(text: str) -> str:
    """Returns escaped text with backticks as code."""
    pieces = escape(text, quote=False).split("`")
    return "".join(f"<code>{each}</code>" if number % 2 else each for number, each in enumerate(pieces))
